package org.foedus.portal;

import org.jspecify.annotations.Nullable;

/// One thing that was looked at, and whether it is well.
///
/// @param code of the failure, null where it is well
/// @param text what was found, as the machine says it
public record Check(Verdict verdict, What what, @Nullable String code, String text) {
    /// How it is.
    public enum Verdict {
        OK,
        WARN,
        FAIL;

        Tone tone() {
            return switch (this) {
                case OK -> Tone.GOOD;
                case WARN -> Tone.WARN;
                case FAIL -> Tone.BAD;
            };
        }
    }

    /// What is looked at.
    public enum What {
        JAVA,
        HOME,
        DISK,
        ORGANISATION_KEY,
        NODE_KEY,
        HUB_KEY,
        SETTINGS,
        POLICY,
        DATASETS,
        MIRROR,
        PROXY,
        CLOCK,
        VERSION,
        TLS,
        PORT,
        HUB,
        ENGINE
    }
}
