package org.foedus.cli.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.cli.survival.RealAlliance.HUB;
import static org.foedus.cli.survival.RealAlliance.MEMBERS;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.foedus.audit.Anchors;
import org.foedus.audit.Progress;
import org.foedus.audit.Verifier;
import org.foedus.cli.alliance.Exporting;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.run.RunStatus;
import org.foedus.protocol.json.EntryCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is full in the middle of a run, and has room again later. Nobody is restarted.
class FullDiskTest {
    private static final int ROUNDS = 6;

    @TempDir Path folder;

    @Test
    void aFullHubLosesNothingAndGoesOnWithTheSameRoundWhenThereIsRoom() throws Exception {
        var disk = SmallDisk.mount(folder.resolve("disk"), 48);
        assumeTrue(disk.isPresent(), "mounting is not allowed here");
        try (var small = disk.orElseThrow();
                var alliance =
                        new RealAlliance(folder.resolve("alliance"), small.folder().resolve("hub"))
                                .founded()) {
            alliance.startNodes();
            alliance.startRun(ROUNDS, 20);
            alliance.awaitRun("the first round", r -> r.published() >= 1);
            List<Sha256> acknowledged;
            try (var talker = new Talker(alliance)) {
                TimeUnit.SECONDS.sleep(1);
                small.fill();
                alliance.await(
                        "a node is told", () -> MEMBERS.stream().anyMatch(m -> told(alliance, m)));
                TimeUnit.SECONDS.sleep(3);
                small.free();
                alliance.awaitRun("the run", r -> !r.active());
                acknowledged = talker.acknowledged();
            }
            finished(alliance);
            assertThat(alliance.said(HUB)).contains("DISK_FULL");
            var invited = new ArrayList<Sha256>();
            try (var by = alliance.operator()) {
                for (long from = 0; ; ) {
                    var page = by.hub().entries(from, Duration.ZERO);
                    if (page.isEmpty()) {
                        break;
                    }
                    page.forEach(line -> note(EntryCodec.read(line), invited));
                    from += page.size();
                }
            }
            assertThat(invited).doesNotHaveDuplicates().containsAll(acknowledged);
            assertThat(acknowledged).isNotEmpty();
        }
    }

    private static boolean told(RealAlliance alliance, String member) {
        return alliance.said(member).contains("HUB_DISK_FULL");
    }

    private static void note(Entry entry, List<Sha256> invited) {
        if (entry instanceof Entry.Claimed c) {
            assertThat(c.claim()).isNotInstanceOf(Claim.WorkDeclined.class);
            if (c.claim() instanceof Claim.Invite invite) {
                invited.add(invite.secret());
            }
        }
    }

    private void finished(RealAlliance alliance) {
        var run = alliance.run();
        assertThat(run.status()).isInstanceOf(RunStatus.Finished.class);
        assertThat(run.rounds()).as("no round was begun twice").hasSize(ROUNDS);
        for (var name : List.of("br", "cn", "in", HUB)) {
            assertThat(alliance.starts(name)).isEqualTo(1);
            assertThat(alliance.alive(name)).isTrue();
        }
        var export = folder.resolve("export");
        try (var by = alliance.operator()) {
            Exporting.export(by, export, true, "test", Progress.none());
        }
        var report = Verifier.verify(export, Anchors.none(), Progress.none());
        assertThat(report.problems()).isEmpty();
        assertThat(report.reexecuted()).hasSize(ROUNDS);
    }

    @Test
    void aFullNodeSaysSoAndTakesPartAgainWhenThereIsRoom() throws Exception {
        var disk = SmallDisk.mount(folder.resolve("alliance").resolve("in"), 16);
        assumeTrue(disk.isPresent(), "mounting is not allowed here");
        try (var small = disk.orElseThrow();
                var alliance = new RealAlliance(folder.resolve("alliance")).founded()) {
            alliance.startNodes();
            alliance.startRun(ROUNDS, 20);
            alliance.awaitRun("the first round", r -> r.published() >= 1);
            small.fill();
            alliance.await("the node says so", () -> alliance.said("in").contains("disk-full"));
            assertThat(alliance.said("in")).contains("DISK_FULL", "free some space");
            TimeUnit.SECONDS.sleep(2);
            assertThat(alliance.run().active()).isTrue();
            small.free();
            alliance.awaitRun("the run", r -> !r.active());
            finished(alliance);
        }
    }
}
