package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.claim.Remark;
import org.foedus.core.lifecycle.Way;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Poll;
import org.pcollections.PVector;
import org.pcollections.TreePMap;

/// An application, from its arrival to its end.
///
/// @param country ISO 3166-1 alpha-2
/// @param nodes the keys that it would bring; none once it has ended
/// @param entry index of the entry with the claim, which has the declaration
/// @param screening the newest decision on record
/// @param remarks what members said about it
/// @param commentUntil when the comment period ends, once it has begun
/// @param poll the vote, once it is open
public record Application(
        MemberId member,
        String legalName,
        String country,
        SortedMap<NodeId, PublicKey> nodes,
        long entry,
        PublicKey key,
        MemberClass memberClass,
        Instant at,
        Optional<Screening> screening,
        PVector<Remark> remarks,
        Optional<Instant> commentUntil,
        Optional<Poll> poll,
        AdmissionRule.Outcome outcome,
        Optional<Instant> ended) {
    public Application {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    }

    /// Where an application is: `REVIEW → COMMENT → VOTE → ADMITTED | REJECTED | WITHDRAWN`.
    public enum Phase {
        /// The screening is not on record that the charter wants.
        REVIEW,
        /// Members comment; the vote opens when the period is over.
        COMMENT,
        VOTE,
        ADMITTED,
        REJECTED,
        WITHDRAWN;

        private static final String HUB = "the hub, by the votes and the clock";
        private static final String SCREENER = "a screener";
        private static final String APPLICANT = "the applicant";
        private static final String LEAD = "it is the lead's, whom the charter admits";

        /// Every way, in order. What is not here is refused.
        public static final List<Way<Phase>> WAYS =
                List.of(
                        Way.begin("it arrives; a screening is wanted", REVIEW, APPLICANT),
                        Way.begin("it arrives; comments come first", COMMENT, APPLICANT),
                        Way.begin("it arrives; neither is wanted", VOTE, APPLICANT),
                        Way.of(REVIEW, "a screening that is enough is recorded", COMMENT, SCREENER),
                        Way.of(REVIEW, "a screening that is not is recorded", REVIEW, SCREENER),
                        Way.of(COMMENT, "a screening that is not is recorded", REVIEW, SCREENER),
                        Way.of(COMMENT, "the comment period is over", VOTE, HUB),
                        Way.of(
                                VOTE,
                                "the vote closes without a quorum, and the charter lets it go on",
                                VOTE,
                                HUB),
                        Way.of(VOTE, "the majority is certain, or met at the close", ADMITTED, HUB),
                        Way.of(
                                VOTE,
                                "the majority is out of reach, or missed at the close",
                                REJECTED,
                                HUB),
                        Way.of(REVIEW, LEAD, ADMITTED, HUB),
                        Way.of(COMMENT, LEAD, ADMITTED, HUB),
                        Way.of(REVIEW, "it is taken back", WITHDRAWN, APPLICANT),
                        Way.of(COMMENT, "it is taken back", WITHDRAWN, APPLICANT),
                        Way.of(VOTE, "it is taken back", WITHDRAWN, APPLICANT));
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
                member,
                legalName,
                country,
                nodes,
                entry,
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
                member,
                legalName,
                country,
                nodes,
                entry,
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
                member,
                legalName,
                country,
                nodes,
                entry,
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
        return ended(outcome, when);
    }

    Application decided(AdmissionRule.Outcome as, Instant when) {
        var decided = ended(as, when);
        Way.require(Phase.WAYS, phase(), decided.phase(), member);
        return decided;
    }

    private Application ended(AdmissionRule.Outcome as, Instant when) {
        return new Application(
                member,
                legalName,
                country,
                Collections.emptySortedMap(),
                entry,
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
