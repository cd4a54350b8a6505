package org.foedus.core.alliance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.rule.Rule;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;

/// Which claims are legal in a state. The hub asks before it appends; whoever verifies an export
/// asks the same again.
public final class Rules {
    /// How far a signer's clock may be from the hub's.
    public static final Duration MAX_SKEW = Duration.ofMinutes(10);

    /// How much older a claim may be than its entry where the entry bears the time of the one
    /// before it: times never go back, so a hub whose clock had been ahead and was set right writes
    /// that time until its clock has passed it.
    public static final Duration MAX_HELD = Duration.ofHours(24);

    private final AllianceState state;
    private final Instant now;

    private Rules(AllianceState state, Instant now) {
        this.state = state;
        this.now = now;
    }

    /// Judges a claim whose envelope was decoded to it. Checks the signature, the alliance, the
    /// sequence, the clock, the signer's right, and the claim itself; in that order.
    public static Verdict judge(AllianceState state, Envelope envelope, Claim claim, Instant now) {
        return signed(envelope)
                ? judgeSigned(state, envelope, claim, now)
                : Rule.SIGNATURE.refuse("signature");
    }

    /// Whether an envelope is a claim's, signed by its key: all of [#judge] that needs no state.
    public static boolean signed(Envelope envelope) {
        return envelope.payloadType().equals(Envelope.CLAIM) && envelope.verified();
    }

    /// As [#judge], of an envelope that was found to be [#signed].
    public static Verdict judgeSigned(
            AllianceState state, Envelope envelope, Claim claim, Instant now) {
        var repeated = state.repeated(envelope.key(), claim, envelope.payload().sha256());
        if (repeated.isPresent()) {
            return new Verdict.Repeated(repeated.get());
        }
        var verdict = new Rules(state, now).judge(envelope.key(), claim);
        return verdict instanceof Verdict.Rejected r
                ? r.by(actor(state, envelope.key(), claim))
                : verdict;
    }

    /// Why a key that the alliance does not know can't sign this, before anybody looks at what it
    /// signed: only an invited applicant may, and one that takes its open application back.
    public static Optional<Verdict.Rejected> stranger(
            AllianceState state, PublicKey key, Claim claim) {
        if (known(state, key)) {
            return Optional.empty();
        }
        if (!(claim instanceof Claim.Apply apply)) {
            return Optional.of(Rule.UNKNOWN_KEY.refuse("key").by(key.hex()));
        }
        return state.invitations().containsKey(apply.invitation())
                ? Optional.empty()
                : Optional.of(Rule.NO_INVITATION.refuse("invitation").by(apply.member().value()));
    }

    /// Whether `key` signed anything yet, or speaks for somebody.
    public static boolean known(AllianceState state, PublicKey key) {
        return state.lastClaims().containsKey(key) || state.parties().containsKey(key);
    }

    /// What [#judge] would say if `key` signed this claim, without anyone signing anything: for
    /// offering somebody only what it may do.
    public static Verdict foresee(AllianceState state, PublicKey key, Claim claim, Instant now) {
        return new Rules(state, now).judge(key, claim);
    }

    private static String actor(AllianceState state, PublicKey key, Claim claim) {
        var party = state.parties().get(key);
        if (party != null) {
            return party.label();
        }
        return claim instanceof Claim.Apply apply ? apply.member().value() : key.hex();
    }

    private Verdict judge(PublicKey key, Claim claim) {
        var header = claim.header();
        if (!header.alliance().equals(state.allianceId())) {
            return Rule.ALLIANCE.refuse("alliance");
        }
        var last = state.lastClaims().get(key);
        long newest = last == null ? 0 : last.sequence();
        if (header.sequence() <= newest) {
            return Rule.SEQUENCE.refuse("sequence", "found", header.sequence(), "newest", newest);
        }
        if (skewed(header.at())) {
            return Rule.CLOCK.refuse("at", "signed", header.at(), "now", now);
        }
        var texts = ClaimTexts.judge(claim);
        if (texts.isPresent()) {
            return texts.get();
        }
        if (state.recovering() && !(claim instanceof Claim.ConfirmRecovery)) {
            return Rule.RECOVERY_FIRST.refuse("ledger");
        }
        if (claim instanceof Claim.Apply apply) {
            return MembershipRules.judgeApplication(state, key, apply, now);
        }
        if (claim instanceof Claim.Leave && pending(key)) {
            return accepted();
        }
        var party = state.parties().get(key);
        return party == null
                ? Rule.UNKNOWN_KEY.refuse("key")
                : unfit(party, key, claim)
                        .orElseGet(() -> judge(new Case(state, party, key, now), claim));
    }

    /// Whether it is the key of an applicant, who may take its application back.
    private boolean pending(PublicKey key) {
        return !state.parties().containsKey(key)
                && state.applications().values().stream()
                        .anyMatch(a -> a.open() && a.key().equals(key));
    }

    /// Why a key that spoke for somebody once may not sign this now.
    private Optional<Verdict> unfit(Party party, PublicKey key, Claim claim) {
        var member = party.of().map(id -> state.members().get(id));
        if (member.isEmpty()) {
            return Optional.empty();
        }
        var id = member.get().id();
        if (!state.holds(key, party, now)) {
            return Optional.of(Rule.KEY_NO_LONGER_HOLDS.refuse("key", "member", id));
        }
        return switch (member.get().status()) {
            case ACTIVE -> Optional.empty();
            case SUSPENDED ->
                    claim instanceof Claim.Leave || claim instanceof VotingClaim.StopProposal
                            ? Optional.empty()
                            : Optional.of(Rule.SUSPENDED.refuse(id, "member", id));
            case WITHDRAWN, EXPELLED ->
                    Optional.of(
                            Rule.NO_LONGER_MEMBER.refuse(
                                    id, "member", id, "status", member.get().status()));
        };
    }

    private boolean skewed(Instant signed) {
        var age = Duration.between(signed, now);
        var most = now.equals(state.at()) ? MAX_HELD : MAX_SKEW;
        return age.compareTo(most) > 0 || age.negated().compareTo(MAX_SKEW) > 0;
    }

    private Verdict judge(Case in, Claim claim) {
        return switch (claim) {
            case Claim.Apply c -> Rule.KEY_IN_USE.refuse(c.member());
            case Claim.Invite c -> MembershipRules.judgeInvite(in, c);
            case Claim.Vote c -> VotingRules.judgeVote(in, c);
            case Claim.PublishMandate c -> MandateRules.judgePublish(in, c);
            case Claim.StartRun c -> RunRules.judgeStart(in, c);
            case Claim.StopRun c -> RunRules.judgeStop(in, c);
            case Claim.Consent c -> RunRules.judgeConsent(in, c);
            case Claim.WorkDone c ->
                    RunRules.judgeWork(in, c.work())
                            .orElseGet(() -> RunRules.judgeOutputs(state, c));
            case Claim.WorkDeclined c ->
                    RunRules.judgeWork(in, c.work()).orElseGet(Rules::accepted);
            case Claim.Readiness c -> RunRules.judgeReadiness(in, c);
            case Claim.ConfirmRecovery c -> judgeConfirmation(in, c);
            case Claim.Leave _ -> judgeLeaving(in);
            case MembershipClaim c -> MembershipRules.judge(in, c);
            case VotingClaim c -> VotingRules.judge(in, c);
            case PartnershipClaim c -> PartnershipRules.judge(in, c);
            case MandateClaim c -> MandateRules.judge(in, c);
            case CommuniqueClaim c -> CommuniqueRules.judge(in, c);
        };
    }

    /// The alliance's lead names another first, while there is one that could lead.
    private static Verdict judgeLeaving(Case in) {
        var member = in.organisation();
        if (member.isEmpty()) {
            return in.organisationOnly();
        }
        boolean others = in.state().electorate().stream().anyMatch(m -> !m.equals(member.get()));
        return in.state().leads(member.get()) && others
                ? Rule.LEAD_STAYS.refuse(member.get())
                : accepted();
    }

    private static Verdict judgeConfirmation(Case in, Claim.ConfirmRecovery c) {
        var recovery = in.state().recovery().filter(r -> r.id().equals(c.recovery())).orElse(null);
        if (recovery == null) {
            return Rule.NO_RECOVERY.refuse(c.recovery());
        }
        var member = in.organisation().filter(in::votes);
        if (member.isEmpty()) {
            return Rule.MAY_CONFIRM.refuse(c.recovery());
        }
        return recovery.settled() || recovery.confirmed().contains(member.get())
                ? Rule.NOTHING_TO_CONFIRM.refuse(c.recovery())
                : accepted();
    }

    static Verdict accepted() {
        return new Verdict.Accepted();
    }
}
