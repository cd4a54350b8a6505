package org.foedus.core.alliance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.entry.Entry;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.VotingRule;

/// Counts votes from the entries alone, by arithmetic of its own: the oracle of the registrar.
final class Teller {
    private final Map<String, Vote> votes = new TreeMap<>();

    /// What a vote makes at a time.
    enum Result {
        OPEN,
        PASS,
        FAIL,
        EXTEND
    }

    private static final class Vote {
        private final VotingRule rule;
        private final SortedMap<MemberId, Integer> electorate;
        private final TreeSet<MemberId> recused = new TreeSet<>();
        private final TreeMap<MemberId, Choice> said = new TreeMap<>();
        private Instant closes;
        private double quorum;
        private int extensions;

        private Vote(VotingRule rule, SortedMap<MemberId, Integer> electorate, Instant closes) {
            this.rule = rule;
            this.electorate = electorate;
            this.closes = closes;
            this.quorum = (double) rule.quorum().over() / rule.quorum().under();
        }

        private int sum(Optional<Choice> choice) {
            int sum = 0;
            for (var voter : electorate.entrySet()) {
                boolean counts =
                        !recused.contains(voter.getKey())
                                && Optional.ofNullable(said.get(voter.getKey())).equals(choice);
                sum += counts ? voter.getValue() : 0;
            }
            return sum;
        }

        private boolean quorate() {
            int out = sum(Optional.empty());
            int cast =
                    sum(Optional.of(Choice.YES))
                            + sum(Optional.of(Choice.NO))
                            + sum(Optional.of(Choice.ABSTAIN));
            return cast + out > 0 && cast >= quorum * (cast + out) - 1e-9;
        }

        private boolean passes() {
            int yes = sum(Optional.of(Choice.YES));
            int no = sum(Optional.of(Choice.NO));
            double part = (double) rule.majority().part().over() / rule.majority().part().under();
            double share = yes + no == 0 ? 0 : (double) yes / (yes + no);
            boolean enough = rule.majority().orEqual() ? share >= part - 1e-9 : share > part + 1e-9;
            return yes > 0 && enough && !(yes == no && part >= 0.5);
        }

        private Result at(Instant now, int extensionsLeft) {
            if (!now.isBefore(closes)) {
                return quorate()
                        ? passes() ? Result.PASS : Result.FAIL
                        : extensionsLeft > 0 ? Result.EXTEND : Result.FAIL;
            }
            var out = new ArrayList<MemberId>();
            for (var voter : electorate.keySet()) {
                if (!recused.contains(voter) && !said.containsKey(voter)) {
                    out.add(voter);
                }
            }
            if (sum(Optional.empty()) == 0
                    && out.isEmpty()
                    && electorate.size() == recused.size()) {
                return Result.OPEN;
            }
            return always(true, out, 0)
                    ? Result.PASS
                    : always(false, out, 0) ? Result.FAIL : Result.OPEN;
        }

        /// Whatever those say who are out, or if they say nothing.
        private boolean always(boolean passing, List<MemberId> out, int from) {
            if (from == out.size()) {
                return (quorate() && passes()) == passing;
            }
            boolean all = always(passing, out, from + 1);
            for (var choice : Choice.values()) {
                said.put(out.get(from), choice);
                all &= always(passing, out, from + 1);
                said.remove(out.get(from));
            }
            return all;
        }
    }

    static String subject(MemberId applicant) {
        return "a " + applicant;
    }

    static String subject(org.foedus.core.vote.ProposalId proposal) {
        return "p " + proposal;
    }

    /// What the votes on a subject make; empty if it is not open.
    Optional<Result> result(String subject, Instant now, Governance governs) {
        return Optional.ofNullable(votes.get(subject))
                .map(v -> v.at(now, governs.deadlock().extensions() - v.extensions));
    }

    /// @param before the state that the entry came to
    void entry(Entry entry, AllianceState before) {
        switch (entry) {
            case Entry.Claimed e -> claimed(e, before);
            case Entry.VoteOpened e ->
                    open(subject(e.applicant()), Kind.ADMIT, Optional.empty(), e.at(), before);
            case Entry.VoteExtended e -> {
                var vote =
                        votes.get(
                                e.applicant()
                                        .map(Teller::subject)
                                        .orElseGet(() -> subject(e.proposal().orElseThrow())));
                if (vote == null) {
                    throw new AssertionError("extended and not open: " + e);
                }
                vote.closes = e.closes();
                vote.extensions++;
                vote.quorum /= 2;
            }
            case Entry.Admitted e -> votes.remove(subject(e.member()));
            case Entry.Rejected e -> votes.remove(subject(e.member()));
            case Entry.Decided e -> votes.remove(subject(e.proposal()));
            default -> {
                // no votes
            }
        }
    }

    private void claimed(Entry.Claimed e, AllianceState before) {
        var by = Optional.ofNullable(before.parties().get(e.envelope().key())).flatMap(Party::of);
        switch (e.claim()) {
            case Claim.Apply c -> {
                var governs = before.rules().governs();
                if (governs.screening() == Screening.Need.OPTIONAL && governs.comment().isZero()) {
                    open(subject(c.member()), Kind.ADMIT, Optional.empty(), e.at(), before);
                }
            }
            case Claim.Vote c ->
                    Optional.ofNullable(votes.get(subject(c.applicant())))
                            .ifPresent(v -> v.said.put(by.orElseThrow(), c.choice()));
            case VotingClaim.Ballot c ->
                    Optional.ofNullable(votes.get(subject(c.proposal())))
                            .ifPresent(v -> v.said.put(by.orElseThrow(), c.choice()));
            case VotingClaim.Recuse c ->
                    Optional.ofNullable(
                                    votes.get(
                                            c.applicant()
                                                    .map(Teller::subject)
                                                    .orElseGet(() ->
                                                            subject(c.proposal().orElseThrow()))))
                            .ifPresent(v -> v.recused.add(by.orElseThrow()));
            case VotingClaim.Propose c ->
                    open(
                            subject(c.proposal()),
                            c.matter().kind(),
                            c.matter().subject(),
                            e.at(),
                            before);
            case VotingClaim.WithdrawProposal c -> votes.remove(subject(c.proposal()));
            case Claim.Leave _ ->
                    before.applications().values().stream()
                            .filter(a -> by.isEmpty() && a.key().equals(e.envelope().key()))
                            .forEach(a -> votes.remove(subject(a.member())));
            default -> {
                // no votes
            }
        }
    }

    private void open(
            String subject, Kind kind, Optional<MemberId> about, Instant at, AllianceState before) {
        var governs = before.rules().governs();
        var electorate = new TreeMap<MemberId, Integer>();
        for (int pass = 0; pass < 2 && electorate.isEmpty(); pass++) {
            for (var member : before.members().values()) {
                boolean votes =
                        member.status() == Member.Status.ACTIVE
                                && (pass == 1 || member.memberClass() == MemberClass.FULL)
                                && !about.equals(Optional.of(member.id()));
                if (votes) {
                    electorate.put(member.id(), governs.weights().getOrDefault(member.id(), 1));
                }
            }
        }
        var rule = governs.rule(kind);
        votes.put(subject, new Vote(rule, electorate, at.plus(rule.period())));
    }
}
