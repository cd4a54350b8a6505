package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The demo with real processes, small.
class DemoTest {
    @TempDir Path folder;

    private List<String> demo(String name) {
        return List.of(
                "demo",
                "--nodes",
                "3",
                "--rounds",
                "2",
                "--engine",
                "plain",
                "--model",
                "mlp",
                "--json",
                "--folder",
                folder.resolve(name).toString());
    }

    @Test
    void anAllianceTrainsAndProvesItAndNothingIsLeftRunning() throws Exception {
        var ended = Processes.run(folder.resolve("io"), demo("first"));
        assertThat(ended.code()).as(ended.err()).isZero();
        var lines = ended.out().lines().toList();
        var summary = JsonMapper.shared().readTree(lines.getLast());
        assertThat(summary.path("type").asString()).isEqualTo("summary");
        assertThat(summary.path("rounds").asInt()).isEqualTo(2);
        assertThat(summary.path("members")).hasSize(3);
        assertThat(summary.path("alliance_accuracy").asDouble()).isBetween(0.1, 1.0);
        assertThat(summary.path("verify").path("ok").asBoolean()).isTrue();
        assertThat(summary.path("verify").path("rounds_reexecuted").asInt()).isEqualTo(2);
        assertThat(summary.path("bytes").path("up").asLong()).isPositive();
        assertThat(Processes.naming(folder)).isZero();

        var verified =
                Processes.run(
                        folder.resolve("io"),
                        List.of("verify", summary.path("export").asString(), "--json"));
        assertThat(verified.code()).isZero();
        assertThat(verified.out()).contains("\"rounds_reexecuted\":2");
    }

    @Test
    void aDemoThatIsToldToStopLeavesNothingRunning() throws Exception {
        var io = folder.resolve("io");
        var process = Processes.start(io, demo("second"));
        var deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (process.isAlive()
                && !Processes.text(io.resolve("out")).contains("\"round\"")
                && System.nanoTime() < deadline) {
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        process.destroy();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (Processes.naming(folder) > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(Processes.naming(folder)).isZero();
    }
}
