package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The command as a process of its own.
class SimulateTest {
    @TempDir Path folder;

    @Test
    void aFewSeedsAreFineAndTheLastLineSaysSo() throws Exception {
        var ended =
                Processes.run(folder, List.of("simulate", "--seeds", "3", "--from", "1", "--json"));
        assertThat(ended.code()).as(ended.err()).isZero();
        var last = JsonMapper.shared().readTree(ended.out().lines().toList().getLast());
        assertThat(last.path("type").asString()).isEqualTo("summary");
        assertThat(last.path("seeds").asInt()).isEqualTo(3);
        assertThat(last.path("failures").isEmpty()).isTrue();
        assertThat(last.path("events").asLong()).isPositive();
    }

    @Test
    void noSeedsAreRefused() throws Exception {
        var ended = Processes.run(folder, List.of("simulate", "--seeds", "0"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("BAD_REQUEST", "--seeds");
    }
}
