package org.foedus.core.alliance;

import static org.foedus.core.Said.ASKED;
import static org.foedus.core.Said.ballot;
import static org.foedus.core.Said.propose;
import static org.foedus.core.Said.recuse;
import static org.foedus.core.Said.vote;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.RUN;
import static org.foedus.core.alliance.MembershipCases.PERU;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.foedus.core.Keys;
import org.foedus.core.Said;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.rule.Rule;
import org.foedus.core.run.RunId;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;

/// Proposals and votes.
final class VotingCases {
    private static final Duration FORTNIGHT = Duration.ofDays(14);

    private VotingCases() {}

    static void in(Cases cases) {
        proposals(cases);
        subjects(cases);
        votes(cases);
        recusals(cases);
        withdrawals(cases);
        keysAtStake(cases);
    }

    private static void keysAtStake(Cases cases) {
        var matter = new Matter.Recover(INDIA.id(), Keys.key(90).publicKey());
        Supplier<Story> asked = () -> Story.settled().claim(BRAZIL.key(), h -> propose(h, matter));
        cases.accepts("to keep one's key", () -> asked.get().judge(INDIA.key(), VotingCases::stop));
        cases.refuses(
                Rule.NOT_THE_KEY_AT_STAKE, () -> asked.get().judge(CHINA.key(), VotingCases::stop));
        cases.refuses(
                Rule.NOT_THE_KEY_AT_STAKE, () -> asked().judge(CHINA.key(), VotingCases::stop));
        cases.refuses(
                Rule.NO_PROPOSAL, () -> Story.settled().judge(INDIA.key(), VotingCases::stop));
        cases.refuses(
                Rule.PROPOSAL_DECIDED,
                () ->
                        asked.get()
                                .claim(INDIA.key(), VotingCases::stop)
                                .decide()
                                .judge(INDIA.key(), VotingCases::stop));
        cases.refuses(
                Rule.TOO_FEW_TO_RECOVER,
                () ->
                        Story.founded()
                                .join(BRAZIL, MemberClass.FULL)
                                .join(INDIA, MemberClass.FULL)
                                .judge(BRAZIL.key(), h -> propose(h, matter)));
        cases.accepts(
                "to name a guardian",
                () -> Story.settled().judge(INDIA.key(), VotingCases::guardian));
        cases.refuses(
                Rule.GUARDIAN_PROOF,
                () ->
                        Story.settled()
                                .claim(INDIA.key(), VotingCases::guardian)
                                .judge(BRAZIL.key(), h -> propose(h, matter)));
    }

    private static Claim stop(Claim.Header h) {
        return new VotingClaim.StopProposal(h, ASKED, "we hold it");
    }

    private static Claim guardian(Claim.Header h) {
        return new MembershipClaim.NameGuardian(h, Optional.of(Keys.key(91).publicKey()));
    }

    private static Charter charter(MemberId lead) {
        return new Charter(
                "Alliance",
                lead,
                new AdmissionRule(0.5, 0.5),
                Charter.MandateIssuers.LEAD,
                List.of());
    }

    /// Brazil has put a question.
    private static Story asked() {
        return Story.settled().claim(BRAZIL.key(), h -> propose(h, new Matter.Resolve()));
    }

    private static void proposals(Cases cases) {
        var every = new LinkedHashMap<String, Matter>();
        every.put("suspend", new Matter.Suspend(INDIA.id()));
        every.put("expel", new Matter.Expel(INDIA.id()));
        every.put("amend", new Matter.Amend(1, charter(CHINA.id())));
        every.put(
                "a mandate",
                new Matter.Issue(
                        Said.instruction(
                                new MandateId("m-2"),
                                ITALY.id(),
                                Story.START.plus(Said.DUE),
                                Optional.empty())));
        every.put("federate", new Matter.Federate("Other alliance"));
        every.put("recover", new Matter.Recover(INDIA.id(), Keys.key(90).publicKey()));
        every.put("resolve", new Matter.Resolve());
        for (Map.Entry<String, Matter> matter : every.entrySet()) {
            cases.accepts(
                    "to propose: " + matter.getKey(),
                    () -> Story.settled().judge(CHINA.key(), h -> propose(h, matter.getValue())));
        }
        cases.accepts(
                "to propose: reinstate",
                () ->
                        suspended()
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                propose(
                                                        h,
                                                        new ProposalId("again"),
                                                        new Matter.Reinstate(INDIA.id()))));
        cases.accepts(
                "to propose: release, by an observer that takes part",
                () -> Story.running(Story.plan()).judge(ITALY.key(), VotingCases::release));
        cases.refuses(
                Rule.MAY_PROPOSE,
                () -> Story.settled().judge(ITALY.key(), h -> propose(h, new Matter.Resolve())));
        cases.refuses(
                Rule.PROPOSAL_EXISTS,
                () -> asked().judge(CHINA.key(), h -> propose(h, new Matter.Resolve())));
        cases.accepts(
                "an observer proposes where nobody votes",
                () -> nobodyVotes(true).judge(ITALY.key(), h -> propose(h, new Matter.Resolve())));
        cases.refuses(
                Rule.MAY_PROPOSE,
                () -> nobodyVotes(false).judge(ITALY.key(), h -> propose(h, new Matter.Resolve())));
    }

    private static Claim release(Claim.Header h) {
        return propose(h, new Matter.Release(RUN, Matter.Audience.PUBLIC));
    }

    private static Story suspended() {
        return Story.settled()
                .claim(BRAZIL.key(), h -> propose(h, new Matter.Suspend(INDIA.id())))
                .claim(BRAZIL.key(), h -> ballot(h, Choice.YES))
                .claim(CHINA.key(), h -> ballot(h, Choice.YES))
                .decide();
    }

    /// Every voting member left.
    private static Story nobodyVotes(boolean anyone) {
        var story = Cases.governed(Cases.deadlocked(2, anyone));
        // The lead may leave last.
        for (var cast : List.of(CHINA, INDIA, BRAZIL)) {
            story.claim(cast.key(), h -> new Claim.Leave(h, ""));
        }
        return story;
    }

    private static void subjects(Cases cases) {
        cases.refuses(
                Rule.PROPOSAL_SUBJECT,
                () ->
                        Story.settled()
                                .judge(CHINA.key(), h -> propose(h, new Matter.Expel(PERU.id()))));
        cases.refuses(
                Rule.PROPOSAL_SUBJECT,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h -> propose(h, new Matter.Reinstate(INDIA.id()))));
        cases.refuses(
                Rule.CHARTER_VERSION,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h -> propose(h, new Matter.Amend(2, charter(CHINA.id())))));
        // The rules that it leaves to the defaults are written out: the same charter.
        cases.refuses(
                Rule.NOTHING_TO_CHANGE,
                () -> {
                    var settled = Story.settled();
                    var same = settled.state().rules().whole();
                    return settled.judge(CHINA.key(), h -> propose(h, new Matter.Amend(1, same)));
                });
        cases.refuses(
                Rule.LEAD_IN_CHARTER,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h -> propose(h, new Matter.Amend(1, charter(ITALY.id())))));
        cases.refuses(
                Rule.KEY_IN_USE,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                propose(
                                                        h,
                                                        new Matter.Recover(
                                                                INDIA.id(),
                                                                INDIA.node().publicKey()))));
        cases.refuses(
                Rule.NO_RUN,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                propose(
                                                        h,
                                                        new Matter.Release(
                                                                new RunId("none"),
                                                                Matter.Audience.MEMBERS))));
        cases.refuses(
                Rule.DUE_PAST,
                () ->
                        Story.settled()
                                .later(Duration.ofDays(1))
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                propose(
                                                        h,
                                                        new Matter.Issue(
                                                                Said.instruction(
                                                                        new MandateId("m-2"),
                                                                        ITALY.id(),
                                                                        h.at(),
                                                                        Optional.empty())))));
    }

    private static void votes(Cases cases) {
        cases.accepts("a vote", () -> asked().judge(CHINA.key(), h -> ballot(h, Choice.NO)));
        cases.accepts(
                "a vote is changed",
                () ->
                        asked().claim(CHINA.key(), h -> ballot(h, Choice.NO))
                                .judge(CHINA.key(), h -> ballot(h, Choice.YES)));
        cases.accepts(
                "a vote on an applicant",
                () ->
                        MembershipCases.applied(Story.settled())
                                .judge(CHINA.key(), h -> vote(h, PERU.id(), Choice.YES)));
        cases.refuses(
                Rule.NO_PROPOSAL,
                () -> Story.settled().judge(CHINA.key(), h -> ballot(h, Choice.YES)));
        cases.refuses(
                Rule.NO_APPLICATION,
                () -> Story.settled().judge(CHINA.key(), h -> vote(h, PERU.id(), Choice.YES)));
        cases.refuses(
                Rule.PROPOSAL_DECIDED,
                () -> suspended().judge(CHINA.key(), h -> ballot(h, Choice.YES)));
        cases.refuses(
                Rule.NOT_IN_ELECTORATE,
                () -> asked().judge(ITALY.key(), h -> ballot(h, Choice.YES)));
        cases.refuses(
                Rule.NOT_IN_ELECTORATE,
                () -> asked().judge(CHINA.node(), h -> ballot(h, Choice.YES)));
        cases.refuses(
                Rule.NOT_IN_ELECTORATE,
                () ->
                        Story.settled()
                                .claim(
                                        BRAZIL.key(),
                                        h -> propose(h, new Matter.Suspend(INDIA.id())))
                                .judge(INDIA.key(), h -> ballot(h, Choice.NO)));
        cases.refuses(
                Rule.NOT_IN_ELECTORATE,
                () -> {
                    var story = asked();
                    story.join(PERU, MemberClass.FULL);
                    return story.judge(PERU.key(), h -> ballot(h, Choice.YES));
                });
        cases.refuses(
                Rule.VOTE_CLOSED,
                () -> asked().later(FORTNIGHT).judge(CHINA.key(), h -> ballot(h, Choice.YES)));
        cases.accepts(
                "a vote in the last second",
                () ->
                        asked().later(FORTNIGHT.minusSeconds(1))
                                .judge(CHINA.key(), h -> ballot(h, Choice.YES)));
        cases.accepts(
                "a vote after the vote was extended",
                () ->
                        asked().later(FORTNIGHT)
                                .decide()
                                .judge(CHINA.key(), h -> ballot(h, Choice.YES)));
        cases.refuses(
                Rule.VOTE_CERTAIN, () -> certain().judge(CHINA.key(), h -> ballot(h, Choice.NO)));
        cases.refuses(
                Rule.VOTE_CERTAIN, () -> certain().judge(INDIA.key(), h -> ballot(h, Choice.NO)));
    }

    /// Two of three said yes; the hub has not written the decision yet.
    private static Story certain() {
        return asked().claim(BRAZIL.key(), h -> ballot(h, Choice.YES))
                .claim(CHINA.key(), h -> ballot(h, Choice.YES));
    }

    private static void recusals(Cases cases) {
        cases.accepts("a recusal", () -> asked().judge(CHINA.key(), Said::recuse));
        cases.accepts(
                "a recusal after a vote",
                () ->
                        asked().claim(CHINA.key(), h -> ballot(h, Choice.NO))
                                .judge(CHINA.key(), Said::recuse));
        cases.accepts(
                "a recusal from an application",
                () ->
                        MembershipCases.applied(Story.settled())
                                .judge(CHINA.key(), h -> recuse(h, PERU.id())));
        cases.refuses(
                Rule.CONFLICT_OF_INTEREST,
                () ->
                        asked().claim(CHINA.key(), Said::recuse)
                                .judge(CHINA.key(), h -> ballot(h, Choice.YES)));
        cases.refuses(
                Rule.NOT_IN_ELECTORATE,
                () -> asked().claim(CHINA.key(), Said::recuse).judge(CHINA.key(), Said::recuse));
        cases.refuses(Rule.NOT_IN_ELECTORATE, () -> asked().judge(ITALY.key(), Said::recuse));
        cases.refuses(
                Rule.NO_APPLICATION, () -> asked().judge(CHINA.key(), h -> recuse(h, PERU.id())));
        cases.refuses(
                Rule.VOTE_CLOSED, () -> asked().later(FORTNIGHT).judge(CHINA.key(), Said::recuse));
        cases.refuses(Rule.VOTE_CERTAIN, () -> certain().judge(INDIA.key(), Said::recuse));
    }

    private static void withdrawals(Cases cases) {
        cases.accepts("a proposal is withdrawn", () -> asked().judge(BRAZIL.key(), Said::withdraw));
        cases.refuses(Rule.OWN_PROPOSAL, () -> asked().judge(CHINA.key(), Said::withdraw));
        cases.refuses(Rule.NO_PROPOSAL, () -> Story.settled().judge(CHINA.key(), Said::withdraw));
        cases.refuses(Rule.PROPOSAL_DECIDED, () -> suspended().judge(BRAZIL.key(), Said::withdraw));
        cases.refuses(
                Rule.VOTE_CLOSED,
                () -> asked().later(FORTNIGHT).judge(BRAZIL.key(), Said::withdraw));
        cases.refuses(Rule.VOTE_CERTAIN, () -> certain().judge(BRAZIL.key(), Said::withdraw));
        cases.accepts(
                "a comment on a proposal",
                () -> asked().judge(CHINA.key(), h -> Said.comment(h, ASKED)));
        cases.refuses(
                Rule.PROPOSAL_DECIDED,
                () -> suspended().judge(CHINA.key(), h -> Said.comment(h, ASKED)));
    }
}
