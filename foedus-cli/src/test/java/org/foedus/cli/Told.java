package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// What a program said, on both its outputs, and how it ended.
record Told(int code, String out) {
    private static final long MINUTES = 5;

    static Told by(ProcessBuilder program, Path file) throws IOException, InterruptedException {
        var process = program.redirectErrorStream(true).redirectOutput(file.toFile()).start();
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("ends in time").isTrue();
        return new Told(process.exitValue(), Processes.text(file));
    }
}
