package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Remark;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Poll;
import org.pcollections.PVector;
import org.pcollections.TreePMap;

/// An application, from its arrival to its end.
///
/// @param screening the newest decision on record
/// @param remarks what members said about it
/// @param commentUntil when the comment period ends, once it has begun
/// @param poll the vote, once it is open
public record Application(
        Claim.Apply claim,
        PublicKey key,
        MemberClass memberClass,
        Instant at,
        Optional<Screening> screening,
        PVector<Remark> remarks,
        Optional<Instant> commentUntil,
        Optional<Poll> poll,
        AdmissionRule.Outcome outcome,
        Optional<Instant> ended) {

    /// Where an application is: `REVIEW → COMMENT → VOTE → ADMITTED | REJECTED | WITHDRAWN`.
    public enum Phase {
        /// The screening is not on record that the charter wants.
        REVIEW,
        /// Members comment; the vote opens when the period is over.
        COMMENT,
        VOTE,
        ADMITTED,
        REJECTED,
        WITHDRAWN
    }

    public Phase phase() {
        return switch (outcome) {
            case ADMITTED -> Phase.ADMITTED;
            case REJECTED -> Phase.REJECTED;
            case WITHDRAWN -> Phase.WITHDRAWN;
            case OPEN ->
                    poll.isPresent()
                            ? Phase.VOTE
                            : commentUntil.isPresent() ? Phase.COMMENT : Phase.REVIEW;
        };
    }

    public boolean open() {
        return outcome == AdmissionRule.Outcome.OPEN;
    }

    /// Who may vote on it; nobody before the vote opens.
    public SortedSet<MemberId> electorate() {
        return poll.<SortedSet<MemberId>>map(p -> new TreeSet<>(p.electorate().keySet()))
                .orElse(Collections.emptySortedSet());
    }

    /// The last vote of each.
    public TreePMap<MemberId, Choice> votes() {
        return poll.map(Poll::votes).orElse(TreePMap.empty());
    }

    public int count(Choice choice) {
        return poll.map(p -> p.count(choice)).orElse(0);
    }

    /// @param until when the comment period that it lets begin would end; none if it lets none: a
    ///   period that another decision had let begin is over then, without a vote
    Application screened(Screening decision, Optional<Instant> until) {
        return new Application(
                claim,
                key,
                memberClass,
                at,
                Optional.of(decision),
                remarks,
                until.isEmpty() ? until : commentUntil.or(() -> until),
                poll,
                outcome,
                ended);
    }

    Application remarked(Remark remark) {
        return new Application(
                claim,
                key,
                memberClass,
                at,
                screening,
                remarks.plus(remark),
                commentUntil,
                poll,
                outcome,
                ended);
    }

    Application with(Poll next) {
        return new Application(
                claim,
                key,
                memberClass,
                at,
                screening,
                remarks,
                commentUntil,
                Optional.of(next),
                outcome,
                ended);
    }

    /// The membership that came of it is over.
    Application over(Instant when) {
        return decided(outcome, when);
    }

    Application decided(AdmissionRule.Outcome as, Instant when) {
        return new Application(
                claim,
                key,
                memberClass,
                at,
                screening,
                remarks,
                commentUntil,
                poll,
                as,
                Optional.of(when));
    }
}
