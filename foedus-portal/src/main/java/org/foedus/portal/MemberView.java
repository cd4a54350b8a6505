package org.foedus.portal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A member as the pages show it.
///
/// `since` is null before admission; `node` is null where nothing is known of its node.
public record MemberView(
        Ref member,
        String memberClass,
        boolean lead,
        @Nullable Instant since,
        State state,
        @Nullable Node node) {

    /// Who is meant: id, name, ISO 3166 code of the country (two letters).
    public record Ref(String id, String name, String country) {
        String flag() {
            return Country.flag(country);
        }

        String countryName() {
            return Country.name(country);
        }
    }

    /// Whether the member's node is connected now, and when it last was (null: never).
    public record Node(boolean online, @Nullable Instant lastSeen) {}

    public enum State {
        APPLIED("Applied", Tone.BUSY),
        ACTIVE("Active", Tone.GOOD),
        REFUSED("Refused", Tone.BAD),
        SUSPENDED("Suspended", Tone.WARN),
        LEFT("Left", Tone.PLAIN),
        EXPELLED("Expelled", Tone.BAD);

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
