package org.foedus.portal;

import java.util.Locale;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Report;

/// What a form asks for.
public enum Ask {
    /// Which of the keys on this machine signs.
    KEY(Kind.CHOICE, 0),
    TASK(Kind.CHOICE, 0),
    REPORT(Kind.CHOICE, 0),
    EXTENSION(Kind.CHOICE, 0),
    VOTE(Kind.CHOICE, 0),
    PROGRESS(Kind.CHOICE, 0),
    FINDING(Kind.CHOICE, 0),
    ANSWER(Kind.CHOICE, 0),
    RESULT(Kind.CHOICE, 0),
    COMMENT(Kind.LONG, MembershipClaim.MAX_COMMENT),
    TEXT(Kind.LONG, Report.MAX_TEXT),
    /// Digests, one a line.
    EVIDENCE(Kind.DIGESTS, Report.MAX_EVIDENCE * (2 * Sha256.BYTES + 2)),
    UNTIL(Kind.DAY, 10),
    METHOD(Kind.LINE, Screening.MAX_METHOD),
    REASON(Kind.LINE, Claim.MAX_REASON),
    /// A reason that may be left out.
    NOTE(Kind.OPTIONAL_LINE, Claim.MAX_REASON);

    /// How it is written.
    public enum Kind {
        CHOICE,
        LINE,
        OPTIONAL_LINE,
        LONG,
        DIGESTS,
        DAY
    }

    private final Kind kind;
    private final int most;

    Ask(Kind kind, int most) {
        this.kind = kind;
        this.most = most;
    }

    public Kind kind() {
        return kind;
    }

    /// Most characters; 0 for a choice.
    public int most() {
        return most;
    }

    public boolean required() {
        return kind != Kind.OPTIONAL_LINE && kind != Kind.DIGESTS;
    }

    /// Whether its choices stand side by side.
    boolean radios() {
        return switch (this) {
            case VOTE, PROGRESS, FINDING, ANSWER, RESULT -> true;
            case KEY,
                    TASK,
                    REPORT,
                    EXTENSION,
                    COMMENT,
                    TEXT,
                    EVIDENCE,
                    UNTIL,
                    METHOD,
                    REASON,
                    NOTE ->
                    false;
        };
    }

    /// Its name in a form.
    public String field() {
        return name().toLowerCase(Locale.ROOT);
    }
}
