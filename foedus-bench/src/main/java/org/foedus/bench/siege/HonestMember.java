package org.foedus.bench.siege;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.error.FoedusException;
import org.foedus.link.hub.HubClient;
import org.foedus.node.home.NodeHome;

/// A member with the client that all members have, who reads and now and then signs something.
final class HonestMember implements AutoCloseable {
    private static final int PAUSE_MILLIS = 100;
    private static final int READS_A_CLAIM = 100;
    private static final int SLOW_SECONDS = 30;

    private final HubClient client;
    private int published;
    private long entries;

    HonestMember(NodeHome home) {
        client = HubClient.of(home.hub().target(null), InstantSource.system());
        client.signIn(home.organisationKey());
    }

    /// What the hub is asked, until `over` or `calls` have been made.
    void live(CountDownLatch over, Latencies reads, Latencies claims) throws InterruptedException {
        for (int i = 0; !over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS); i++) {
            timed(reads, this::read);
            if (i % READS_A_CLAIM == 0) {
                timed(claims, this::publish);
            }
        }
    }

    private static void timed(Latencies latencies, Runnable call) {
        long begin = System.nanoTime();
        try {
            call.run();
            long nanos = System.nanoTime() - begin;
            latencies.took(nanos);
            if (nanos > TimeUnit.SECONDS.toNanos(SLOW_SECONDS)) {
                latencies.failed("longer than " + SLOW_SECONDS + " s");
            }
        } catch (FoedusException e) {
            latencies.failed(e.code().name());
        }
    }

    private void read() {
        client.checkpoint();
        entries += client.entries(entries, Duration.ZERO).size();
    }

    private void publish() {
        published++;
        var texts = new TreeMap<String, Communique.Text>();
        texts.put("en", new Communique.Text("News " + published, "All is well."));
        var id = new CommuniqueId("news-" + System.nanoTime());
        client.submit(
                h ->
                        new CommuniqueClaim.PublishCommunique(
                                h,
                                id,
                                "en",
                                texts,
                                Communique.Voice.MEMBER,
                                Optional.empty(),
                                Communique.Audience.MEMBERS),
                List.of());
    }

    @Override
    public void close() {
        client.close();
    }
}
