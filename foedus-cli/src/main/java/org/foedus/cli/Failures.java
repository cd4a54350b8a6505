package org.foedus.cli;

import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.core.rule.Refusal;
import org.foedus.protocol.message.Language;
import org.foedus.protocol.message.Messages;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Says what failed and turns it into an exit code: plain text on stderr, or one JSON object
/// `{"type":"error","code":…,"message":…,"meaning":…,"next":…,"language":…}` on stdout.
///
/// The message is in English and names what failed exactly; whoever reads another language is told
/// in it what that means and what to do.
final class Failures {
    static final int EXIT_USAGE = 2;
    static final int EXIT_INTERRUPTED = 130;

    private final PrintWriter err;
    private final Output output;
    private final boolean debug;
    private final Language language;

    Failures(PrintWriter out, PrintWriter err, boolean json, boolean debug, Language language) {
        this.err = err;
        this.output = new Output(out, err, json, false);
        this.debug = debug;
        this.language = language;
    }

    /// A command line that does not parse.
    int usage(ParameterException failure) {
        var line = failure.getCommandLine();
        say("USAGE", message(failure), "see: " + line.getCommandSpec().qualifiedName() + " --help");
        if (!output.json()) {
            CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        }
        return EXIT_USAGE;
    }

    /// A command that failed.
    int report(Throwable failure) {
        if (debug) {
            failure.printStackTrace(err);
        }
        if (interrupted(failure) || shuttingDown()) {
            say("INTERRUPTED", "stopped before the command was done", null);
            return EXIT_INTERRUPTED;
        }
        if (failure instanceof FoedusException known && known.code().type() != ErrorType.INTERNAL) {
            say(known);
            return known.code().type().exitCode();
        }
        var what =
                failure instanceof FoedusException known
                        ? known.reason()
                        : failure.getClass().getSimpleName() + ": " + message(failure);
        say(
                ErrorCode.INTERNAL_ERROR.name(),
                what,
                "this is a defect of Foedus; FOEDUS_DEBUG=1 shows where");
        return ErrorType.INTERNAL.exitCode();
    }

    /// A failure that its code explains.
    private void say(FoedusException failure) {
        var texts = Messages.in(language);
        var next = texts.next(failure).orElse("");
        var code = failure.code().name();
        if (output.json()) {
            event(code, failure.reason(), texts.meaning(failure), next, failure.refusal());
            return;
        }
        output.warn("error: " + code + ": " + failure.reason());
        if (language != Language.EN) {
            output.warn(texts.meaning(failure));
        }
        // An English message tells the next step itself; a rule's is a text of its own.
        if (language != Language.EN || failure.refusal().isPresent()) {
            output.warn(next);
        }
    }

    private void say(String code, String message, @Nullable String nextStep) {
        var texts = Messages.in(language);
        var meaning = texts.meaning(code).orElse(message);
        var next = texts.next(code).orElse("");
        if (output.json()) {
            event(code, message, meaning, next, Optional.empty());
            return;
        }
        output.warn("error: " + code + ": " + message);
        if (language != Language.EN) {
            output.warn(meaning);
            output.warn(next);
        }
        if (nextStep != null) {
            output.warn(nextStep);
        }
    }

    private void event(
            String code, String message, String meaning, String next, Optional<Refusal> refusal) {
        output.event(
                "error",
                fields -> {
                    fields.put("code", code).put("message", message);
                    fields.put("meaning", meaning).put("next", next);
                    refusal.ifPresent(r -> {
                        fields.put("rule", r.rule().name());
                        fields.put("object", r.object()).put("actor", r.actor());
                    });
                    fields.put("language", language.tag());
                });
    }

    private static String message(Throwable failure) {
        var message = failure.getMessage();
        return message == null ? "no details" : message;
    }

    private static boolean interrupted(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException
                    || cause instanceof InterruptedIOException io && !isTimeout(io)
                    || cause instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    /// After Ctrl-C whatever fails fails because of it: a demo's hub is interrupted, too.
    private static boolean shuttingDown() {
        var hook = Thread.ofPlatform().unstarted(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /// A timeout is an `InterruptedIOException` by inheritance only.
    private static boolean isTimeout(InterruptedIOException failure) {
        return failure instanceof java.net.SocketTimeoutException;
    }
}
