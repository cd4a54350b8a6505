package org.foedus.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// What one command line said: exit code, stdout, stderr.
record Spoken(int exitCode, String out, String err) {
    static Spoken of(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = Main.run(args, new PrintStream(out, true), new PrintStream(err, true), false);
        return new Spoken(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
