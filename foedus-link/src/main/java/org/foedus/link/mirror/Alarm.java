package org.foedus.link.mirror;

import java.time.Instant;
import org.foedus.core.digest.Sha256;

/// What a mirror caught its hub at, with the hub's own signature.
///
/// @param noticed by the clock of this machine
/// @param entry the one that breaks the rules; for two histories the number of entries here
/// @param type of that entry, such as `round-closed/1`; empty where there is none
/// @param why what was expected, what was found
/// @param here root of this mirror's tree before that entry
/// @param evidence where it is kept
public record Alarm(
        Instant noticed,
        Kind kind,
        long entry,
        String type,
        String why,
        Sha256 here,
        String evidence) {

    /// What the hub did.
    public enum Kind {
        /// It signed an entry that the rules forbid.
        RULES,
        /// It signed two histories.
        HISTORIES
    }

    /// In one line.
    public String text() {
        return switch (kind) {
            case RULES ->
                    "the hub broke the rules at entry "
                            + entry
                            + (type.isEmpty() ? "" : " (" + type + ")")
                            + ": "
                            + why;
            case HISTORIES -> "the hub signed two histories: " + why;
        };
    }

    boolean same(Alarm other) {
        return kind == other.kind && entry == other.entry && here.equals(other.here);
    }
}
