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

    /// The model's card. `entry` is the ledger's index of its publication; `verify` are the
    /// commands that check it, in order; `notes` are limits that its makers state.
    public record Card(
            ModelView model,
            @Nullable Link mandate,
            @Nullable Double loss,
            List<Dataset> datasets,
            List<MemberView.Ref> contributors,
            @Nullable Long entry,
            List<Command> verify,
            List<Said> notes) {
        public Card {
            datasets = List.copyOf(datasets);
            contributors = List.copyOf(contributors);
            verify = List.copyOf(verify);
            notes = List.copyOf(notes);
        }
    }

    /// A dataset that the model was trained on, where it stayed, and how many examples (null: not
    /// told).
    public record Dataset(String name, MemberView.Ref member, @Nullable Long examples) {}

    /// What to type, and what it shows.
    public record Command(String line, Said shows) {}
}
