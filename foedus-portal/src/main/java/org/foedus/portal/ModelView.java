package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.foedus.portal.RunView.Link;
import org.jspecify.annotations.Nullable;

/// A published model as the pages show it. `sha256` is that of its file; `accuracy` (0 to 1) is
/// null where it was not measured.
public record ModelView(
        String sha256,
        String title,
        String architecture,
        long parameters,
        long bytes,
        @Nullable Link run,
        @Nullable Double accuracy,
        @Nullable Instant published) {

    /// The model's card. `verify` are the commands that check it, in order; `notes` are limits that
    /// its makers state.
    public record Card(
            ModelView model,
            @Nullable Link mandate,
            @Nullable Double loss,
            List<Dataset> datasets,
            List<MemberView.Ref> contributors,
            Lineage lineage,
            List<Command> verify,
            List<Said> notes) {
        public Card {
            datasets = List.copyOf(datasets);
            contributors = List.copyOf(contributors);
            verify = List.copyOf(verify);
            notes = List.copyOf(notes);
        }
    }

    /// Where a version comes from.
    ///
    /// @param partnership whose run it is, null where the alliance's
    /// @param initial SHA-256 of the weights that the run started from
    /// @param derived the version that these are, by its digest; null where they are no version
    /// @param version of the run
    /// @param versions all of the run's, the newest first
    /// @param updates that were folded into this one; empty where the reader may not know
    public record Lineage(
            @Nullable Link partnership,
            String initial,
            @Nullable Link derived,
            String planDigest,
            int version,
            List<Version> versions,
            List<Update> updates) {
        public Lineage {
            versions = List.copyOf(versions);
            updates = List.copyOf(updates);
        }

        /// The newest version where this is an older one, else null.
        @Nullable Version newer() {
            var newest = versions.isEmpty() ? null : versions.getFirst();
            return newest == null || newest.number() == version ? null : newest;
        }
    }

    /// @param included nodes whose updates are in its round, of those that were asked
    public record Version(
            int number,
            int round,
            String sha256,
            @Nullable Double accuracy,
            @Nullable Double loss,
            int included,
            int asked,
            Instant published) {}

    public record Update(MemberView.Ref member, String sha256, long examples) {}

    /// A dataset that the model was trained on, where it stayed, and how many examples (null: not
    /// told).
    public record Dataset(String name, MemberView.Ref member, @Nullable Long examples) {}

    /// What to type, and what it shows.
    public record Command(String line, Said shows) {}
}
