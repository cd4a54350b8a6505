package org.foedus.portal;

import java.util.Locale;
import org.foedus.core.alliance.Member;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.Mark;

/// How a word is coloured; the word itself always says the same, so colour is never alone.
enum Tone {
    PLAIN,
    GOOD,
    BUSY,
    WARN,
    BAD;

    String css() {
        return "tag " + name().toLowerCase(Locale.ROOT);
    }

    static Tone of(Member.Status status) {
        return switch (status) {
            case ACTIVE -> GOOD;
            case SUSPENDED -> WARN;
            case WITHDRAWN -> PLAIN;
            case EXPELLED -> BAD;
        };
    }

    static Tone of(MandateStatus status) {
        return switch (status) {
            case IN_FORCE, ACKNOWLEDGED, IN_PROGRESS, REPORTED -> BUSY;
            case RETURNED, PARTLY_FULFILLED -> WARN;
            case FULFILLED -> GOOD;
            case NOT_FULFILLED -> BAD;
            case CANCELLED, SUPERSEDED -> PLAIN;
        };
    }

    static Tone of(Mark mark) {
        return switch (mark) {
            case OVERDUE -> BAD;
            case DUE_SOON, SILENT, UNACKNOWLEDGED -> WARN;
        };
    }
}
