package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.foedus.portal.MemberView.Ref;
import org.jspecify.annotations.Nullable;

/// A mandate as the pages show it. `number` is what people call it by; `due` null means no date.
public record MandateView(
        String id,
        long number,
        String title,
        @Nullable Ref lead,
        @Nullable Instant due,
        State state) {

    /// The whole mandate: its text (lines are kept), who issued it when, and the runs under it.
    public record Full(
            MandateView mandate,
            String text,
            @Nullable Ref issuer,
            @Nullable Instant issued,
            List<RunView> runs) {
        public Full {
            runs = List.copyOf(runs);
        }
    }

    public enum State {
        OPEN("Open", Tone.BUSY),
        DONE("Done", Tone.GOOD),
        WITHDRAWN("Withdrawn", Tone.PLAIN);

        private final String label;
        private final Tone tone;

        State(String label, Tone tone) {
            this.label = label;
            this.tone = tone;
        }

        String label() {
            return label;
        }

        Tone tone() {
            return tone;
        }
    }
}
