package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.link.hub.HubClient;
import org.foedus.protocol.json.EntryCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two hubs on one database: one leads, one waits.
class TakeoverTest {
    private static final int CLAIMS = 25;
    private static final double MOST_SECONDS = 10;

    @TempDir Path folder;

    /// Claims one after the other, for as long as it may; what was acknowledged, by index.
    private static final class Load implements AutoCloseable {
        private final Map<Long, Sha256> acknowledged = new ConcurrentSkipListMap<>();
        private final AtomicInteger count = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final HubClient client;
        private final Thread thread;

        Load(HubClient client) {
            this.client = client;
            this.thread = Thread.ofPlatform().start(this::run);
        }

        private void run() {
            while (!stopped.get()) {
                var secret = Sha256.of(new byte[] {(byte) count.get(), (byte) (count.get() >> 8)});
                var answer =
                        client.submit(
                                h ->
                                        new Claim.Invite(
                                                h,
                                                secret,
                                                Instant.now().plus(Duration.ofDays(1)),
                                                Optional.empty(),
                                                MemberClass.FULL),
                                List.of());
                acknowledged.put(answer.index().orElseThrow(), secret);
                count.incrementAndGet();
            }
        }

        void awaitMore(int more) throws InterruptedException {
            int wanted = count.get() + more;
            while (count.get() < wanted) {
                assertThat(thread.isAlive()).as("claims are still accepted").isTrue();
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }

        @Override
        public void close() {
            end();
        }

        void end() {
            stopped.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void theWaitingHubTakesOverAndNoAcknowledgedClaimIsLost() throws Exception {
        try (var hubs = new TwoHubs(folder)) {
            var first = hubs.start(0, 1);
            hubs.awaitSaid(0, 1, "started", 1);
            var second = hubs.start(1, 1);
            hubs.awaitSaid(1, 1, "waiting", 1);
            assertThat(hubs.log(1, 1)).contains("lead.waiting");
            try (var client = hubs.operator();
                    var load = new Load(client)) {
                load.awaitMore(CLAIMS);

                first.destroyForcibly();
                double killed = takeover(hubs, load, 1, "kill -9");

                hubs.start(0, 2);
                hubs.awaitSaid(0, 2, "waiting", 1);
                load.awaitMore(CLAIMS);
                signal(second, "STOP");
                hubs.awaitSaid(0, 2, "started", 1);
                signal(second, "CONT");
                hubs.awaitSaid(1, 1, "lead-lost", 1);
                hubs.awaitSaid(1, 1, "waiting", 2);
                load.awaitMore(CLAIMS);
                load.end();

                assertThat(killed).isLessThanOrEqualTo(MOST_SECONDS);
                assertEveryClaimIsThereOnce(client, load.acknowledged);
            }
            for (int hub = 0; hub < 2; hub++) {
                assertThat(hubs.log(hub, 1) + hubs.said(hub, 1)).doesNotContain("s3cret");
            }
        }
    }

    /// Seconds from now until the other hub leads; also prints how long no claim was answered.
    private static double takeover(TwoHubs hubs, Load load, int hub, String how) throws Exception {
        long begin = System.nanoTime();
        hubs.awaitSaid(hub, 1, "started", 1);
        double leads = (System.nanoTime() - begin) / 1e9;
        load.awaitMore(1);
        double answers = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "takeover after %s: leads after %.2f s, a claim is answered after %.2f s%n",
                how, leads, answers);
        return leads;
    }

    private static void signal(Process process, String name) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void assertEveryClaimIsThereOnce(
            HubClient client, Map<Long, Sha256> acknowledged) {
        var invited = new TreeMap<Long, Sha256>();
        long size = 0;
        for (var page = client.entries(0, Duration.ZERO);
                !page.isEmpty();
                page = client.entries(size, Duration.ZERO)) {
            for (var line : page) {
                var claim = EntryCodec.claim(EntryCodec.read(line));
                if (claim.isPresent() && claim.get() instanceof Claim.Invite invite) {
                    invited.put(size, invite.secret());
                }
                size++;
            }
        }
        assertThat(invited).containsAllEntriesOf(acknowledged);
        assertThat(invited.values()).doesNotHaveDuplicates();
        assertThat(acknowledged).hasSizeGreaterThan(3 * CLAIMS);
    }

    @Test
    void whatCannotBeSharedIsRefusedByName() throws Exception {
        try (var hubs = new TwoHubs(folder)) {
            var again =
                    hubs.run(
                            List.of(
                                    "hub",
                                    "init",
                                    "--charter=" + folder.resolve("charter.yaml"),
                                    "--home=" + folder.resolve("other"),
                                    "--database=" + hubs.url(),
                                    "--database-user=postgres",
                                    "--database-password-file=" + folder.resolve("password")));
            assertThat(again.code()).isEqualTo(1);
            assertThat(again.err()).contains("holds an alliance already").contains("hub standby");
            assertThat(folder.resolve("other")).doesNotExist();

            var half =
                    hubs.run(
                            List.of(
                                    "hub",
                                    "init",
                                    "--charter=" + folder.resolve("charter.yaml"),
                                    "--home=" + folder.resolve("other"),
                                    "--database=" + hubs.url()));
            assertThat(half.err()).contains("go together");

            var clear =
                    hubs.run(
                            List.of(
                                    "hub",
                                    "init",
                                    "--charter=" + folder.resolve("charter.yaml"),
                                    "--home=" + folder.resolve("other"),
                                    "--database=" + hubs.url() + "?password=s3cret",
                                    "--database-user=postgres",
                                    "--database-password-file=" + folder.resolve("password")));
            assertThat(clear.err()).contains("must not hold them").doesNotContain("s3cret");
        }
    }
}
