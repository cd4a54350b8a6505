package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingTest {
    @Test
    void everyCommandIsTrainedAndEndsWell() {
        var lines = Training.lines(Main.commandLine(System.out, System.err));
        assertThat(lines)
                .contains(new String[] {"--help"})
                .contains(new String[] {"completion", "--help"})
                .allSatisfy(line -> assertThat(Spoken.of(line).exitCode()).isZero());
    }
}
