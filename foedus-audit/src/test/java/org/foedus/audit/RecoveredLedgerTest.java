package org.foedus.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ledgers that tell of losses.
class RecoveredLedgerTest {
    @TempDir Path temp = Path.of("");

    private Report verify(Story story) throws Exception {
        return Verifier.verify(
                story.export(temp.resolve("x"), true), Anchors.none(), Progress.none());
    }

    @Test
    void roundsWhoseUpdatesWereDroppedAreNotRedoneAndTheEntryIsNamed() throws Exception {
        var story = Story.whole();
        long entry = story.state.size();
        var rounds = new TreeSet<>(List.of(1, 2));
        story.append(new Entry.UpdatesDropped(story.now, Story.RUN, rounds));
        for (var dropped : story.state.dropped().keySet()) {
            story.blobs.remove(dropped);
        }

        var report = verify(story);

        assertThat(report.problems()).isEmpty();
        assertThat(report.missingBlobs()).isEmpty();
        assertThat(report.reexecuted()).hasSize(1);
        assertThat(report.notReexecuted())
                .hasSize(2)
                .allMatch(s -> s.why().contains("dropped, as entry " + entry));
    }

    @Test
    void updatesOfARunThatGoesOnAreNotDropped() throws Exception {
        var story = new Story();
        story.alliance();
        story.startRun();
        story.append(new Entry.UpdatesDropped(story.now, Story.RUN, new TreeSet<>()));
        assertThat(verify(story).problems().toString()).contains("a run that is over");
    }

    private static Entry.Recovered recovered(Story story, Sha256 root) {
        var nodes = story.state.nodes().keySet();
        long size = story.state.size();
        return new Entry.Recovered(
                story.now, size - 2, size, root, new TreeSet<>(nodes), new TreeSet<>());
    }

    @Test
    void aRecoveryNamesTheRootOfWhatItGaveBack() throws Exception {
        var story = Story.whole();
        story.append(recovered(story, story.tree.root()));
        assertThat(verify(story).problems()).isEmpty();
    }

    @Test
    void aRecoveryOfOtherEntriesIsAProblem() throws Exception {
        var story = Story.whole();
        story.append(recovered(story, Sha256.of(new byte[1])));
        assertThat(verify(story).problems().toString()).contains("root: expected");
    }
}
