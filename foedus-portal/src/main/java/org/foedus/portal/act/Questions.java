package org.foedus.portal.act;

import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;
import org.foedus.portal.Act;
import org.foedus.portal.Ask;

/// Questions put to the vote.
public final class Questions {
    private Questions() {}

    /// A name that says what it is about: `suspend-india`, and `suspend-india-2` if that is taken.
    public static ProposalId freeId(AllianceState state, Matter matter, String title) {
        return new ProposalId(
                FreeName.of(
                        stem(matter, title),
                        n -> state.proposals().containsKey(new ProposalId(n))));
    }

    private static String stem(Matter matter, String title) {
        return switch (matter) {
            case Matter.Suspend m -> FreeName.stem("suspend-" + m.member());
            case Matter.Reinstate m -> FreeName.stem("reinstate-" + m.member());
            case Matter.Expel m -> FreeName.stem("expel-" + m.member());
            case Matter.Amend m -> "charter-" + (m.replaces() + 1);
            case Matter.Issue m -> FreeName.stem("mandate-" + m.instruction().id());
            case Matter.Release m -> FreeName.stem("release-" + m.run());
            case Matter.Federate m -> FreeName.stem("federate-" + m.alliance());
            case Matter.Recover m -> FreeName.stem("recover-" + m.member());
            case Matter.Resolve _ -> FreeName.stem("resolve-" + title);
        };
    }

    static Claim propose(Draft draft, Claim.Header header, AllianceState state) {
        var matter = matter(draft, header, state);
        var title = draft.said(Ask.TITLE);
        var text = draft.said(draft.act().asks().contains(Ask.WHY) ? Ask.WHY : Ask.RESOLUTION);
        return new VotingClaim.Propose(header, freeId(state, matter, title), title, text, matter);
    }

    private static Matter matter(Draft draft, Claim.Header header, AllianceState state) {
        var subject = draft.subject();
        return switch (draft.act()) {
            case PROPOSE_SUSPENSION -> new Matter.Suspend(new MemberId(subject));
            case PROPOSE_REINSTATEMENT -> new Matter.Reinstate(new MemberId(subject));
            case PROPOSE_EXPULSION -> new Matter.Expel(new MemberId(subject));
            case PROPOSE_RECOVERY ->
                    new Matter.Recover(
                            new MemberId(subject), new PublicKey(draft.said(Ask.NEW_KEY)));
            case PROPOSE_AMENDMENT ->
                    new Matter.Amend(
                            state.charterVersion(), Documents.charter(draft.said(Ask.CHARTER)));
            case PROPOSE_MANDATE ->
                    new Matter.Issue(Documents.mandate(draft.said(Ask.MANDATE), header.at()));
            case PROPOSE_RELEASE ->
                    new Matter.Release(
                            new RunId(subject), draft.one(Ask.RELEASE_TO, Matter.Audience.class));
            case PROPOSE_FEDERATION -> new Matter.Federate(draft.said(Ask.ALLIANCE));
            case PROPOSE_RESOLUTION -> new Matter.Resolve();
            default -> throw new InvariantViolation(draft.act() + " is no question");
        };
    }

    /// Whether the same question about the same member is open already.
    static boolean open(AllianceState state, Act act, String subject) {
        var kind =
                switch (act) {
                    case PROPOSE_SUSPENSION -> org.foedus.core.vote.Kind.SUSPEND;
                    case PROPOSE_REINSTATEMENT -> org.foedus.core.vote.Kind.REINSTATE;
                    case PROPOSE_EXPULSION -> org.foedus.core.vote.Kind.EXPEL;
                    default -> null;
                };
        return kind != null
                && state.proposals().values().stream()
                        .filter(p -> p.open() && p.matter().kind() == kind)
                        .anyMatch(p ->
                                p.matter()
                                        .subject()
                                        .filter(m -> m.value().equals(subject))
                                        .isPresent());
    }
}
