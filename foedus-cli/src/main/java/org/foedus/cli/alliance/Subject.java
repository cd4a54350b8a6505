package org.foedus.cli.alliance;

import java.util.Locale;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;

/// What is voted on or commented: an application or a proposal, one of the two.
public record Subject(Optional<MemberId> applicant, Optional<ProposalId> proposal) {
    private static Subject of(MemberId applicant) {
        return new Subject(Optional.of(applicant), Optional.empty());
    }

    private static Subject of(ProposalId proposal) {
        return new Subject(Optional.empty(), Optional.of(proposal));
    }

    /// What was named: by kind, or by a name that only one of the two has. Where both have it, the
    /// one that is open counts; where both are open, the kind must be said.
    public static Subject find(
            AllianceState state,
            Optional<String> name,
            Optional<String> applicant,
            Optional<String> proposal) {
        long named = name.stream().count() + applicant.stream().count() + proposal.stream().count();
        if (named != 1) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "expected one of the two: --applicant ID or --proposal ID");
        }
        return applicant
                .map(a -> of(new MemberId(a)))
                .or(() -> proposal.map(p -> of(new ProposalId(p))))
                .orElseGet(() -> called(state, name.orElseThrow()));
    }

    private static Subject called(AllianceState state, String name) {
        var applicant = new MemberId(name);
        var id = new ProposalId(name);
        var application = state.applications().get(applicant);
        var proposal = state.proposals().get(id);
        if (application == null && proposal == null) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    "there is neither an application nor a proposal called "
                            + name
                            + ": foedus members --applications, foedus proposals");
        }
        if (application == null) {
            return of(id);
        }
        if (proposal == null) {
            return of(applicant);
        }
        if (application.open() == proposal.open()) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    name
                            + " is an applicant and a proposal: say --applicant "
                            + name
                            + " or --proposal "
                            + name);
        }
        return application.open() ? of(applicant) : of(id);
    }

    /// For people.
    public String inWords() {
        return applicant
                .map(a -> "the application of " + a)
                .orElseGet(() -> "proposal " + proposal.orElseThrow());
    }

    public Optional<Poll> poll(AllianceState state) {
        return applicant
                .map(a -> state.applications().get(a))
                .flatMap(Application::poll)
                .or(() -> proposal.map(p -> state.proposals().get(p)).map(Proposal::poll));
    }

    /// What it would do to a member's key, if that is what it is about.
    public Optional<Matter.Recover> recovery(AllianceState state) {
        return proposal.map(p -> state.proposals().get(p))
                .map(Proposal::matter)
                .filter(Matter.Recover.class::isInstance)
                .map(Matter.Recover.class::cast);
    }

    /// `open`, or what came of it.
    public String outcome(AllianceState state) {
        return applicant
                .map(a -> state.applications().get(a))
                .map(a -> a.outcome().name())
                .or(() -> proposal.map(p -> state.proposals().get(p)).map(p -> p.outcome().name()))
                .orElse("open")
                .toLowerCase(Locale.ROOT);
    }
}
