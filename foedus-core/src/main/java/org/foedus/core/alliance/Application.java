package org.foedus.core.alliance;

import java.time.Instant;
import java.util.SortedSet;
import org.foedus.core.claim.Claim;
import org.foedus.core.signature.PublicKey;
import org.pcollections.TreePMap;

/// An application and its ballot.
///
/// @param electorate who may vote on it: the full members when it was made
/// @param votes the last vote of each
public record Application(
        Claim.Apply claim,
        PublicKey key,
        Instant at,
        SortedSet<MemberId> electorate,
        TreePMap<MemberId, Choice> votes,
        AdmissionRule.Outcome outcome) {

    Application vote(MemberId voter, Choice choice) {
        return new Application(claim, key, at, electorate, votes.plus(voter, choice), outcome);
    }

    Application decided(AdmissionRule.Outcome decided) {
        return new Application(claim, key, at, electorate, votes, decided);
    }

    public boolean open() {
        return outcome == AdmissionRule.Outcome.OPEN;
    }

    public int count(Choice choice) {
        return (int) votes.values().stream().filter(v -> v == choice).count();
    }

    /// What the rule makes of the ballots so far. With nobody to vote it stays open.
    public AdmissionRule.Outcome tally(AdmissionRule rule) {
        return electorate.isEmpty()
                ? AdmissionRule.Outcome.OPEN
                : rule.decide(
                        electorate.size(),
                        count(Choice.YES),
                        count(Choice.NO),
                        count(Choice.ABSTAIN));
    }
}
