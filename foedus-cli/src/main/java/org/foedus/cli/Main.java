package org.foedus.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;

/// Where the process begins and, alone in Foedus, ends.
///
/// Exit codes: 0 done, 1 the caller's mistake, 2 wrong usage, 3 a limit was reached, 4 something
/// outside failed, 70 a defect of Foedus, 130 interrupted.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var code = run(args, System.out, System.err, "1".equals(System.getenv("FOEDUS_DEBUG")));
        if (code != 0) {
            System.exit(code);
        }
    }

    /// Runs one command line and returns its exit code; never throws. `debug` shows stack traces.
    static int run(String[] args, PrintStream out, PrintStream err, boolean debug) {
        var line = commandLine(out, err);
        var failures = new Failures(line.getOut(), line.getErr(), asksForJson(args), debug);
        line.setParameterExceptionHandler((failure, _) -> failures.usage(failure));
        line.setExecutionExceptionHandler((failure, _, _) -> failures.report(failure));
        try {
            return line.execute(args);
        } catch (Exception | Error failure) {
            return failures.report(failure);
        } finally {
            line.getOut().flush();
            line.getErr().flush();
        }
    }

    /// The parser of every command. Text is UTF-8 whatever the locale says.
    static CommandLine commandLine(PrintStream out, PrintStream err) {
        return new CommandLine(Root.class)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    }

    /// Looked for in the raw arguments, so that a line that does not parse is answered in JSON too.
    private static boolean asksForJson(String[] args) {
        return Arrays.stream(args).takeWhile(arg -> !arg.equals("--")).anyMatch("--json"::equals);
    }
}
