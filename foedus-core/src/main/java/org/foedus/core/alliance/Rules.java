package org.foedus.core.alliance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.error.ErrorCode;
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
        if (!envelope.payloadType().equals(Envelope.CLAIM) || !envelope.verified()) {
            return rejected(ErrorCode.BAD_SIGNATURE, "the signature does not fit the claim");
        }
        var repeated = state.repeated(envelope.key(), claim, envelope.payload().sha256());
        if (repeated.isPresent()) {
            return new Verdict.Repeated(repeated.get());
        }
        return new Rules(state, now).judge(envelope.key(), claim);
    }

    private Verdict judge(PublicKey key, Claim claim) {
        var header = claim.header();
        if (!header.alliance().equals(state.allianceId())) {
            return rejected(ErrorCode.WRONG_ALLIANCE, "the claim names another alliance");
        }
        var last = state.lastClaims().get(key);
        long newest = last == null ? 0 : last.sequence();
        if (header.sequence() <= newest) {
            return rejected(
                    ErrorCode.BAD_SEQUENCE,
                    "sequence " + header.sequence() + ": expected one above " + newest);
        }
        if (skewed(header.at())) {
            return rejected(
                    ErrorCode.CLOCK_SKEW,
                    "the claim was signed at "
                            + header.at()
                            + ", the hub's clock says "
                            + now
                            + ": set the clock");
        }
        var texts = ClaimTexts.judge(claim);
        if (texts.isPresent()) {
            return texts.get();
        }
        if (state.recovering() && !(claim instanceof Claim.ConfirmRecovery)) {
            return rejected(
                    ErrorCode.RECOVERING,
                    "the hub's ledger was recovered without every node's mirror: nothing else"
                            + " counts until the members confirm it (foedus recovery show)");
        }
        if (claim instanceof Claim.Apply apply) {
            return judgeApplication(key, apply);
        }
        return state.party(key)
                .map(party -> judge(party, claim))
                .orElseGet(() -> rejected(ErrorCode.NOT_ALLOWED, "no member signs with this key"));
    }

    private boolean skewed(Instant signed) {
        var age = Duration.between(signed, now);
        var most = now.equals(state.at()) ? MAX_HELD : MAX_SKEW;
        return age.compareTo(most) > 0 || age.negated().compareTo(MAX_SKEW) > 0;
    }

    private Verdict judge(Party party, Claim claim) {
        return switch (claim) {
            case Claim.Apply _ -> rejected(ErrorCode.ALREADY_EXISTS, "this key is a member's");
            case Claim.Invite c -> judgeInvite(party, c);
            case Claim.Vote c -> judgeVote(party, c);
            case Claim.PublishMandate c -> judgeMandate(party, c);
            case Claim.StartRun c -> RunRules.judgeStart(state, party, c);
            case Claim.StopRun c -> RunRules.judgeStop(state, party, c);
            case Claim.Consent c -> RunRules.judgeConsent(state, party, c);
            case Claim.WorkDone c ->
                    RunRules.judgeWork(state, party, c.work(), now)
                            .orElseGet(() -> RunRules.judgeOutputs(state, c));
            case Claim.WorkDeclined c ->
                    RunRules.judgeWork(state, party, c.work(), now).orElseGet(Rules::accepted);
            case Claim.ConfirmRecovery c -> judgeConfirmation(party, c);
            case Claim.Leave _ ->
                    party instanceof Party.Organisation
                            ? accepted()
                            : rejected(
                                    ErrorCode.NOT_ALLOWED, "only the organisation key may leave");
        };
    }

    private Verdict judgeApplication(PublicKey key, Claim.Apply c) {
        if (known(key)) {
            return rejected(ErrorCode.ALREADY_EXISTS, "this key is known already: use a new one");
        }
        var invitation = state.invitations().get(c.invitation());
        if (invitation == null) {
            return rejected(ErrorCode.BAD_INVITATION, "no such invitation: ask for a new one");
        }
        if (invitation.usedBy().isPresent()) {
            return rejected(
                    ErrorCode.INVITATION_USED, "the invitation was used: ask for a new one");
        }
        if (now.isAfter(invitation.expires())) {
            return rejected(
                    ErrorCode.INVITATION_EXPIRED,
                    "the invitation expired at " + invitation.expires() + ": ask for a new one");
        }
        if (invitation.hint().isPresent() && !invitation.hint().get().equals(c.member())) {
            return rejected(
                    ErrorCode.BAD_INVITATION,
                    "the invitation is for " + invitation.hint().get() + ", not " + c.member());
        }
        if (state.electorate().isEmpty() && !c.member().equals(state.rules().lead())) {
            return rejected(
                    ErrorCode.WRONG_STATE,
                    "nobody can vote yet: the lead, " + state.rules().lead() + ", must join first");
        }
        return fresh(key, c).orElseGet(Rules::accepted);
    }

    private Optional<Verdict> fresh(PublicKey key, Claim.Apply c) {
        var earlier = state.applications().get(c.member());
        if (state.active(c.member()) || (earlier != null && earlier.open())) {
            return Optional.of(
                    rejected(
                            ErrorCode.ALREADY_EXISTS,
                            c.member() + " is a member or has applied: choose another id"));
        }
        if (c.nodes().isEmpty() || c.nodes().size() > Member.MAX_NODES) {
            return Optional.of(
                    rejected(
                            ErrorCode.BAD_REQUEST,
                            "nodes: expected 1 to " + Member.MAX_NODES + " node keys"));
        }
        var keys = new TreeSet<>(Set.of(key));
        for (var node : c.nodes().entrySet()) {
            boolean taken =
                    state.members().values().stream()
                                    .anyMatch(m -> m.nodes().containsKey(node.getKey()))
                            || pending(node.getKey());
            if (taken) {
                return Optional.of(
                        rejected(
                                ErrorCode.ALREADY_EXISTS,
                                "a node is called " + node.getKey() + ": choose another name"));
            }
            if (known(node.getValue()) || !keys.add(node.getValue())) {
                return Optional.of(
                        rejected(
                                ErrorCode.ALREADY_EXISTS,
                                "the key of node " + node.getKey() + " is in use"));
            }
        }
        return Optional.empty();
    }

    /// A key of a member, past or present, or of an open application.
    private boolean known(PublicKey key) {
        return state.parties().containsKey(key)
                || state.applications().values().stream()
                        .anyMatch(a ->
                                a.open()
                                        && (a.key().equals(key)
                                                || a.claim().nodes().containsValue(key)));
    }

    private boolean pending(NodeId node) {
        return state.applications().values().stream()
                .anyMatch(a -> a.open() && a.claim().nodes().containsKey(node));
    }

    private Verdict judgeInvite(Party party, Claim.Invite c) {
        boolean may =
                switch (party) {
                    case Party.Operator _ -> true;
                    case Party.Organisation o -> votes(o.member());
                    case Party.Agent _ -> false;
                };
        if (!may) {
            return rejected(ErrorCode.NOT_ALLOWED, "only the operator and full members may invite");
        }
        if (state.invitations().containsKey(c.secret())) {
            return rejected(ErrorCode.ALREADY_EXISTS, "this invitation exists");
        }
        return c.expires().isAfter(now)
                ? accepted()
                : rejected(ErrorCode.BAD_REQUEST, "expires: expected a time to come");
    }

    private Verdict judgeVote(Party party, Claim.Vote c) {
        var application = state.applications().get(c.applicant());
        if (application == null) {
            return rejected(ErrorCode.NOT_FOUND, "no application of " + c.applicant());
        }
        if (!application.open()) {
            return rejected(
                    ErrorCode.WRONG_STATE,
                    "the application of " + c.applicant() + " is decided already");
        }
        return party instanceof Party.Organisation o
                        && application.electorate().contains(o.member())
                        && votes(o.member())
                ? accepted()
                : rejected(
                        ErrorCode.NOT_ALLOWED,
                        "only those who were full members when "
                                + c.applicant()
                                + " applied may vote, with their organisation key");
    }

    private Verdict judgeMandate(Party party, Claim.PublishMandate c) {
        boolean may =
                party instanceof Party.Organisation o
                        && switch (state.rules().mandateIssuers()) {
                            case LEAD -> o.member().equals(state.rules().lead());
                            case FULL_MEMBERS -> votes(o.member());
                        };
        if (!may) {
            return rejected(
                    ErrorCode.NOT_ALLOWED, "the charter does not let this key publish mandates");
        }
        if (state.mandates().containsKey(c.mandate())) {
            return rejected(ErrorCode.ALREADY_EXISTS, "mandate " + c.mandate() + " exists");
        }
        if (!state.active(c.lead())) {
            return rejected(ErrorCode.NOT_FOUND, "lead: " + c.lead() + " is no member");
        }
        return c.due().isAfter(now)
                ? accepted()
                : rejected(ErrorCode.BAD_REQUEST, "due: expected a time to come, found " + c.due());
    }

    private Verdict judgeConfirmation(Party party, Claim.ConfirmRecovery c) {
        var recovery = state.recovery().filter(r -> r.id().equals(c.recovery())).orElse(null);
        if (recovery == null) {
            return rejected(
                    ErrorCode.NOT_FOUND,
                    "no such recovery in this ledger, or a newer one took its place");
        }
        if (!(party instanceof Party.Organisation o) || !votes(o.member())) {
            return rejected(
                    ErrorCode.NOT_ALLOWED,
                    "only full members confirm a recovery, with their organisation key");
        }
        return recovery.settled() || recovery.confirmed().contains(o.member())
                ? rejected(ErrorCode.WRONG_STATE, "there is nothing to confirm")
                : accepted();
    }

    private boolean votes(MemberId id) {
        var member = state.members().get(id);
        return member != null && member.active() && member.memberClass().votes();
    }

    static Verdict accepted() {
        return new Verdict.Accepted();
    }

    static Verdict rejected(ErrorCode code, String reason) {
        return new Verdict.Rejected(code, reason);
    }
}
