package org.foedus.portal;

import java.util.Locale;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Member;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.Mark;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.Programme;
import org.foedus.core.vote.Proposal;

/// How a word is coloured; the word itself always says the same, so colour is never alone.
public enum Tone {
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

    static Tone of(Application.Phase phase) {
        return switch (phase) {
            case REVIEW, COMMENT, VOTE -> BUSY;
            case ADMITTED -> GOOD;
            case REJECTED -> BAD;
            case WITHDRAWN -> PLAIN;
        };
    }

    static Tone of(Proposal.Outcome outcome) {
        return switch (outcome) {
            case OPEN -> BUSY;
            case PASSED -> GOOD;
            case REJECTED -> BAD;
            case LAPSED -> WARN;
            case WITHDRAWN -> PLAIN;
            case STOPPED -> WARN;
        };
    }

    static Tone of(Partnership.Status status) {
        return switch (status) {
            case OFFERED -> BUSY;
            case IN_FORCE -> GOOD;
            case EXPIRED, ENDED -> PLAIN;
        };
    }

    static Tone of(Programme.Status status) {
        return switch (status) {
            case PLANNED, ABANDONED -> PLAIN;
            case ACTIVE -> BUSY;
            case COMPLETED -> GOOD;
        };
    }

    static Tone of(MandateView.State state) {
        return switch (state) {
            case OPEN -> PLAIN;
            case REPORTED -> BUSY;
            case VERIFIED -> GOOD;
        };
    }

    static Tone of(Mark mark) {
        return switch (mark) {
            case OVERDUE -> BAD;
            case DUE_SOON, SILENT, UNACKNOWLEDGED -> WARN;
        };
    }
}
