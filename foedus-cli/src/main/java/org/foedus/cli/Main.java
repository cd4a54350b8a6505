package org.foedus.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.foedus.protocol.message.Language;
import picocli.CommandLine;

/// Where the process begins and, alone in Foedus, ends.
///
/// Exit codes: 0 done, 1 the caller's mistake, 2 wrong usage, 3 a limit was reached, 4 something
/// outside failed, 70 a defect of Foedus, 130 interrupted.
public final class Main {
    private static final String LANG = "--lang";

    private Main() {}

    public static void main(String[] args) {
        var debug = "1".equals(System.getenv("FOEDUS_DEBUG"));
        var spoken =
                Language.ofLocale(
                        System.getenv("LC_ALL"),
                        System.getenv("LC_MESSAGES"),
                        System.getenv("LANG"));
        var code = run(args, System.out, System.err, debug, spoken);
        if (code != 0) {
            System.exit(code);
        }
    }

    /// As below, in English unless the line asks for another language.
    static int run(String[] args, PrintStream out, PrintStream err, boolean debug) {
        return run(args, out, err, debug, Language.EN);
    }

    /// Runs one command line and returns its exit code; never throws. `debug` shows stack traces.
    ///
    /// @param spoken language of what is said of failures, where the line asks for none
    static int run(
            String[] args, PrintStream out, PrintStream err, boolean debug, Language spoken) {
        var line = commandLine(out, err);
        var language = askedFor(args).orElse(spoken);
        var failures =
                new Failures(line.getOut(), line.getErr(), asksForJson(args), debug, language);
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

    /// What follows `--lang`, if we speak it; picocli refuses what we do not.
    private static Optional<Language> askedFor(String[] args) {
        var before = Arrays.stream(args).takeWhile(arg -> !arg.equals("--")).toList();
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).startsWith(LANG + "=")) {
                return Language.of(before.get(i).substring(LANG.length() + 1));
            }
            if (before.get(i).equals(LANG) && i + 1 < before.size()) {
                return Language.of(before.get(i + 1));
            }
        }
        return Optional.empty();
    }

    /// Looked for in the raw arguments, so that a line that does not parse is answered in JSON too.
    private static boolean asksForJson(String[] args) {
        return Arrays.stream(args).takeWhile(arg -> !arg.equals("--")).anyMatch("--json"::equals);
    }
}
