package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.foedus.core.error.FoedusException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdmissionRuleTest {
    @ParameterizedTest
    @CsvSource({"1, 0.5", "-0.1, 0.5", "0.5, 0", "0.5, 1.1", "NaN, 0.5", "0.5, NaN"})
    void fractionsOutOfRangeAreRefused(double threshold, double quorum) {
        assertThatThrownBy(() -> new AdmissionRule(threshold, quorum))
                .isInstanceOf(FoedusException.class);
    }
}
