package org.foedus.cli.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.cli.survival.RealAlliance.HUB;
import static org.foedus.cli.survival.RealAlliance.MEMBERS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.foedus.audit.Anchors;
import org.foedus.audit.Progress;
import org.foedus.audit.Verifier;
import org.foedus.cli.alliance.Exporting;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.run.RunStatus;
import org.foedus.link.hub.HubClient;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.protocol.json.EntryCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The hub and the nodes are killed at random moments within one run, and the same model comes out.
///
/// `-Dfoedus.kills=500 -Dfoedus.seed=3` kills more often, at other moments.
class KillTest {
    private static final int KILLS = Integer.getInteger("foedus.kills", 50);
    private static final long SEED = Long.getLong("foedus.seed", 1);
    private static final int ROUNDS = Math.max(4, KILLS / 5);
    private static final int STEPS = Integer.getInteger("foedus.steps", 40);
    private static final Pattern ITEM = Pattern.compile("work-begun .*item=run-1\\.(\\d+)\\.train");
    private static final Duration COMEBACK = Duration.ofSeconds(6);
    private static final Duration AIM = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(20);

    @TempDir Path folder;
    private final Random chance = new Random(SEED);
    private final TreeMap<String, Integer> kills = new TreeMap<>();
    private final TreeMap<String, Integer> hits = new TreeMap<>();

    @Test
    void theSameModelComesOutHoweverOftenHubAndNodesAreKilled() throws Exception {
        var undisturbed = undisturbed();
        try (var alliance = new RealAlliance(folder.resolve("killed")).founded()) {
            alliance.startNodes();
            alliance.startRun(ROUNDS, STEPS);
            alliance.awaitRun("the first round", r -> r.round().isPresent());
            long begun = System.nanoTime();
            List<Sha256> invited;
            try (var talker = new Talker(alliance)) {
                killAgainAndAgain(alliance);
                invited = talker.acknowledged();
            }
            alliance.awaitHub();
            assertThat(alliance.run().active()).as("all kills fell within the run").isTrue();
            System.out.printf(
                    "%d kills in %d s, seed %d: %s; hit %s; %d of %d rounds published%n",
                    KILLS,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
                    SEED,
                    kills,
                    hits,
                    alliance.run().published(),
                    ROUNDS);
            alliance.awaitRun("the run", r -> !r.active());

            var run = alliance.run();
            assertThat(run.status()).isInstanceOf(RunStatus.Finished.class);
            assertThat(run.published()).isEqualTo(ROUNDS);
            assertThat(run.rounds()).as("no round was begun twice").hasSize(ROUNDS);
            assertThat(run.model()).isEqualTo(undisturbed);
            onlyWhatWasKilledWasRestarted(alliance);
            everythingAcknowledgedIsInTheLedgerOnce(alliance, invited);
            verified(alliance);
        }
    }

    private Sha256 undisturbed() throws Exception {
        try (var alliance = new RealAlliance(folder.resolve("undisturbed")).founded()) {
            alliance.startNodes();
            alliance.startRun(ROUNDS, STEPS);
            alliance.awaitRun("the undisturbed run", r -> !r.active());
            assertThat(alliance.run().status()).isInstanceOf(RunStatus.Finished.class);
            return alliance.run().model();
        }
    }

    /// Kills fall within all rounds, however fast the machine is: ahead of that schedule they come
    /// so close that nothing gets done; else each victim has time to come back.
    private void killAgainAndAgain(RealAlliance alliance) throws Exception {
        for (int i = 0; i < KILLS; i++) {
            var victim = chance.nextInt(3) == 0 ? HUB : MEMBERS.get(chance.nextInt(3));
            int moment = chance.nextInt(1200);
            int last = 2 + i * (ROUNDS - 3) / KILLS;
            var aimed = "";
            boolean ahead = round(alliance) > last;
            if (ahead) {
                TimeUnit.MILLISECONDS.sleep(moment / 5);
            } else if (i % 5 == 3) {
                aimed = aim(alliance, last, "uploads", "uploading");
            } else if (i % 5 == 4) {
                victim = HUB;
                aimed = aim(alliance, last, "drafts", "folding");
            } else {
                within(alliance, last, Duration.ofMillis(moment), () -> false);
            }
            for (var name : kinds()) {
                assertThat(alliance.alive(name)).as(name + " never ends by itself").isTrue();
            }
            alliance.kill(victim);
            hits.merge(aimed.isEmpty() ? phase(alliance) : aimed, 1, Integer::sum);
            alliance.start(victim);
            kills.merge(victim, 1, Integer::sum);
            if (!ahead && i % 4 > 0) {
                settle(alliance, last, victim);
            }
        }
    }

    /// Waits until something is so, a while at most, and not on into a round after the last.
    ///
    /// @return whether it was so
    private static boolean within(
            RealAlliance alliance, int last, Duration atMost, Callable<Boolean> so)
            throws Exception {
        long until = System.nanoTime() + atMost.toNanos();
        long look = 0;
        while (System.nanoTime() < until) {
            if (so.call()) {
                return true;
            }
            if (System.nanoTime() > look) {
                if (round(alliance) > last) {
                    return false;
                }
                look = System.nanoTime() + LOOK.toNanos();
            }
            LockSupport.parkNanos(200_000);
        }
        return false;
    }

    /// The newest round that a node began to train for.
    private static int round(RealAlliance alliance) {
        return MEMBERS.stream()
                .flatMap(m -> ITEM.matcher(alliance.said(m)).results())
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElse(1);
    }

    /// Mostly the next kill waits, a while, until the last victim works again.
    private static void settle(RealAlliance alliance, int last, String name) throws Exception {
        var up = name.equals(HUB) ? "listening " : "signed-in ";
        int starts = alliance.starts(name);
        within(alliance, last, COMEBACK, () -> alliance.said(name).split(up, -1).length > starts);
    }

    private static List<String> kinds() {
        var all = new ArrayList<>(MEMBERS);
        all.add(HUB);
        return all;
    }

    /// Waits a while for a file in a folder of the hub's blobs.
    ///
    /// @return `phase` if there is one
    private static String aim(RealAlliance alliance, int last, String part, String phase)
            throws Exception {
        return within(alliance, last, AIM, () -> holds(alliance, part)) ? phase : "";
    }

    private static boolean holds(RealAlliance alliance, String part) throws IOException {
        try (var files = Files.list(alliance.hubFolder.resolve("blobs").resolve(part))) {
            return files.findAny().isPresent();
        }
    }

    /// What went on at the moment, as far as can be seen from outside.
    private static String phase(RealAlliance alliance) throws IOException {
        if (holds(alliance, "drafts")) {
            return "folding";
        }
        if (holds(alliance, "uploads")) {
            return "uploading";
        }
        return MEMBERS.stream().anyMatch(m -> training(alliance.said(m)))
                ? "training"
                : "starting or between";
    }

    private static boolean training(String log) {
        int begun = log.lastIndexOf("work-begun");
        return Stream.of("work-answered", "update-kept", " works\n")
                .allMatch(end -> log.lastIndexOf(end) < begun);
    }

    private void onlyWhatWasKilledWasRestarted(RealAlliance alliance) {
        for (var name : kinds()) {
            assertThat(alliance.alive(name)).as(name).isTrue();
            assertThat(alliance.starts(name)).as(name).isEqualTo(1 + kills.getOrDefault(name, 0));
        }
        assertThat(kills.values().stream().mapToInt(k -> k).sum()).isEqualTo(KILLS);
    }

    private static List<Entry> entries(HubClient hub) {
        var entries = new ArrayList<Entry>();
        while (true) {
            var page = hub.entries(entries.size(), Duration.ZERO);
            if (page.isEmpty()) {
                return entries;
            }
            page.forEach(line -> entries.add(EntryCodec.read(line)));
        }
    }

    private static void everythingAcknowledgedIsInTheLedgerOnce(
            RealAlliance alliance, List<Sha256> invited) {
        List<Entry> entries;
        try (var by = alliance.operator()) {
            entries = entries(by.hub());
        }
        var payloads = new HashSet<Sha256>();
        var items = new HashSet<String>();
        var invitations = new ArrayList<Sha256>();
        for (var entry : entries) {
            if (entry instanceof Entry.Claimed c) {
                assertThat(payloads.add(c.envelope().payload().sha256())).isTrue();
                switch (c.claim()) {
                    case Claim.WorkDone done ->
                            assertThat(items.add(done.work().value())).as("%s", done).isTrue();
                    case Claim.Invite invite -> invitations.add(invite.secret());
                    case Claim.WorkDeclined declined ->
                            throw new AssertionError("declined: " + declined);
                    default -> {
                        // founding
                    }
                }
            }
        }
        assertThat(items).hasSize(ROUNDS * 3 + ROUNDS);
        assertThat(invitations).doesNotHaveDuplicates().containsAll(invited);
        assertThat(invited).isNotEmpty();
        for (var member : MEMBERS) {
            acknowledged(alliance, member, entries);
        }
    }

    /// Each answer that a node wrote down names an entry with its claim.
    private static void acknowledged(RealAlliance alliance, String member, List<Entry> entries) {
        var node = alliance.node(member);
        var key = node.nodeKey().publicKey();
        int answers = 0;
        for (var sent : new OutgoingLog(node.outgoingFile()).newest(100_000)) {
            if (sent.index().isPresent()) {
                var entry = entries.get(Math.toIntExact(sent.index().get()));
                assertThat(entry).isInstanceOf(Entry.Claimed.class);
                assertThat(((Entry.Claimed) entry).envelope().key()).isEqualTo(key);
                answers++;
            }
        }
        assertThat(answers).as("answers that " + member + " wrote down").isGreaterThan(ROUNDS / 2);
    }

    private void verified(RealAlliance alliance) {
        var export = folder.resolve("export");
        try (var by = alliance.operator()) {
            Exporting.export(by, export, true, "test", Progress.none());
        }
        var anchors = Anchors.none();
        for (var member : MEMBERS) {
            anchors = anchors.withCheckpoint(checkpoint(alliance, member));
        }
        var report = Verifier.verify(export, anchors, Progress.none());
        assertThat(report.problems()).isEmpty();
        assertThat(report.reexecuted()).hasSize(ROUNDS);
        assertThat(report.notReexecuted()).isEmpty();
    }

    private static String checkpoint(RealAlliance alliance, String member) {
        try {
            return Files.readString(alliance.node(member).ledger().resolve("checkpoint"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
