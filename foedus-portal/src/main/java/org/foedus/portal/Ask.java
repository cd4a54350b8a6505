package org.foedus.portal;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Report;
import org.foedus.core.name.Names;
import org.foedus.core.policy.ConditionLanguage;
import org.foedus.core.vote.Proposal;

/// What a form asks for.
public enum Ask {
    /// Which of the keys on this machine signs.
    KEY(Kind.CHOICE, 0),
    TASK(Kind.CHOICE, 0),
    REPORT(Kind.CHOICE, 0),
    EXTENSION(Kind.CHOICE, 0),
    VOTE(Kind.RADIO, 0),
    PROGRESS(Kind.RADIO, 0),
    FINDING(Kind.RADIO, 0),
    ANSWER(Kind.RADIO, 0),
    RESULT(Kind.RADIO, 0),
    COMMENT(Kind.LONG, MembershipClaim.MAX_COMMENT),
    TEXT(Kind.LONG, Report.MAX_TEXT),
    /// Digests, one a line.
    EVIDENCE(Kind.DIGESTS, Report.MAX_EVIDENCE * (2 * Sha256.BYTES + 2)),
    UNTIL(Kind.DAY, 10),
    METHOD(Kind.LINE, Screening.MAX_METHOD),
    REASON(Kind.LINE, Claim.MAX_REASON),
    /// A reason that may be left out.
    NOTE(Kind.OPTIONAL_LINE, Claim.MAX_REASON),
    TITLE(Kind.LINE, Communique.MAX_TITLE),
    BODY(Kind.LONG, Communique.MAX_BODY),
    LANGUAGE(Kind.CHOICE, 0),
    VOICE(Kind.RADIO, 0),
    AUDIENCE(Kind.RADIO, 0),
    /// Why something is proposed; shorter than a resolution, so that it fits beside a document.
    WHY(Kind.LONG, 2000),
    RESOLUTION(Kind.LONG, Proposal.MAX_TEXT),
    ALLIANCE(Kind.LINE, Charter.MAX_NAME),
    NEW_KEY(Kind.HEX, 2 * Sha256.BYTES),
    RELEASE_TO(Kind.RADIO, 0),
    READERS(Kind.RADIO, 0),
    CHARTER(Kind.DOCUMENT, Ask.MAX_DOCUMENT),
    MANDATE(Kind.DOCUMENT, Ask.MAX_DOCUMENT),
    PARTNERSHIP(Kind.DOCUMENT, Ask.MAX_DOCUMENT),
    /// That another member can compute this one's update.
    REVEALS_UPDATES(Kind.CHECK, 0),
    NAME(Kind.LINE, Names.MAX_LENGTH),
    CONDITION(Kind.CODE, ConditionLanguage.MAX_TEXT);

    /// With the longest reason beside it, percent-encoded at nine bytes a character, it fits into
    /// one request.
    private static final int MAX_DOCUMENT = 12_000;

    /// How it is written.
    public enum Kind {
        /// One of a list.
        CHOICE,
        /// One of a few that stand side by side.
        RADIO,
        /// One answer, which is to be given by hand.
        CHECK,
        LINE,
        OPTIONAL_LINE,
        LONG,
        DIGESTS,
        DAY,
        /// Hexadecimal digits, as many as fit.
        HEX,
        /// A form in YAML.
        DOCUMENT,
        /// For programs: `<` begins no HTML there.
        CODE
    }

    private static final Set<Kind> CHOSEN = EnumSet.of(Kind.CHOICE, Kind.RADIO, Kind.CHECK);
    private static final Set<Kind> OPTIONAL = EnumSet.of(Kind.OPTIONAL_LINE, Kind.DIGESTS);

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
        return !OPTIONAL.contains(kind);
    }

    /// Whether it is chosen, not written.
    public boolean chosen() {
        return CHOSEN.contains(kind);
    }

    /// Its name in a form.
    public String field() {
        return name().toLowerCase(Locale.ROOT);
    }
}
