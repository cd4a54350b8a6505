package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdmissionRuleTest {
    @ParameterizedTest(name = "{0} of {1}, {2} voters: {3} yes, {4} no, {5} abstain: {6}")
    @CsvSource({
        // threshold, quorum, voters, yes, no, abstain, outcome
        "0.5, 0.5, 1, 1, 0, 0, ADMITTED",
        "0.5, 0.5, 1, 0, 1, 0, REJECTED",
        "0.5, 0.5, 1, 0, 0, 1, REJECTED",
        "0.5, 0.5, 4, 2, 0, 0, OPEN", // the two that are out may make it a tie
        "0.5, 0.5, 4, 3, 0, 0, ADMITTED",
        "0.5, 0.5, 4, 2, 2, 0, REJECTED", // a tie
        "0.5, 0.5, 4, 0, 2, 0, REJECTED", // at best a tie
        "0.5, 0.5, 4, 1, 1, 0, OPEN",
        "0.5, 0.5, 4, 1, 0, 3, ADMITTED", // abstentions count for the quorum only
        "0.5, 1.0, 4, 3, 0, 0, OPEN", // no quorum yet
        "0.5, 1.0, 4, 3, 1, 0, ADMITTED",
        "0.66, 0.5, 3, 2, 1, 0, ADMITTED",
        "0.67, 0.5, 3, 2, 1, 0, REJECTED",
        "0.0, 0.25, 4, 1, 0, 0, ADMITTED",
        "0.0, 0.25, 4, 0, 4, 0, REJECTED",
    })
    void anApplicationIsDecidedAsEarlyAsItCanBe(
            double threshold,
            double quorum,
            int voters,
            int yes,
            int no,
            int abstain,
            AdmissionRule.Outcome outcome) {
        assertThat(new AdmissionRule(threshold, quorum).decide(voters, yes, no, abstain))
                .isEqualTo(outcome);
    }

    /// Whatever the ballots that are still out say, a decision made early stays.
    @Test
    void moreBallotsNeverChangeADecision() {
        for (double threshold : new double[] {0, 0.4, 0.5, 0.66, 0.9}) {
            for (double quorum : new double[] {0.1, 0.5, 1}) {
                everyBallot(new AdmissionRule(threshold, quorum), 6);
            }
        }
    }

    private static void everyBallot(AdmissionRule rule, int voters) {
        for (int yes = 0; yes <= voters; yes++) {
            for (int no = 0; yes + no <= voters; no++) {
                for (int abstain = 0; yes + no + abstain <= voters; abstain++) {
                    var now = rule.decide(voters, yes, no, abstain);
                    if (yes + no + abstain == voters) {
                        assertThat(now).isNotEqualTo(AdmissionRule.Outcome.OPEN);
                    } else if (now != AdmissionRule.Outcome.OPEN) {
                        assertThat(rule.decide(voters, yes + 1, no, abstain)).isEqualTo(now);
                        assertThat(rule.decide(voters, yes, no + 1, abstain)).isEqualTo(now);
                        assertThat(rule.decide(voters, yes, no, abstain + 1)).isEqualTo(now);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0.5", "-0.1, 0.5", "0.5, 0", "0.5, 1.1", "NaN, 0.5", "0.5, NaN"})
    void fractionsOutOfRangeAreRefused(double threshold, double quorum) {
        assertThatThrownBy(() -> new AdmissionRule(threshold, quorum))
                .isInstanceOf(FoedusException.class);
    }
}
