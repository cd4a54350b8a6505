package org.foedus.hub.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.foedus.core.error.FoedusException;

/// What the log has of requests that were not answered as they should: so many lines a minute, for
/// callers must not fill it. What is left out is counted. Thread-safe.
final class RequestLog {
    /// Lines a minute of one kind: about an address, with a code, with a trace.
    static final int LINES = 6;

    static final int ALL_LINES = 60;
    private static final Logger LOG = System.getLogger("org.foedus.hub.http");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_TEXT = 200;
    private static final Pattern UNSEEN = Pattern.compile("[^\\p{Graph} ]");

    private final Rate bad = new Rate("bad_requests", LINES, ALL_LINES, MINUTE);
    private final Rate failed = new Rate("failed_requests_logged", LINES, ALL_LINES, MINUTE);
    private final Rate broken = new Rate("broken_requests_logged", LINES, LINES, MINUTE);
    private final Supplier<Instant> now;

    RequestLog(Supplier<Instant> now) {
        this.now = now;
    }

    List<Rate> rates() {
        return List.of(bad, failed, broken);
    }

    /// No request, or one that broke off: the caller's doing.
    ///
    /// @param what as the caller sent it, perhaps
    void bad(String address, String what, int status, String why) {
        if (bad.take(address, now.get())) {
            LOG.log(
                    Level.INFO,
                    "request.bad from=%s status=%d what=\"%s\" why=\"%s\""
                            .formatted(text(address), status, text(what), text(why)));
        }
    }

    /// What the hub needs failed: a disk, a database.
    void failed(String path, FoedusException why) {
        if (failed.take(why.code().name(), now.get())) {
            LOG.log(
                    Level.WARNING,
                    "request.failed path=" + text(path) + " " + why.code() + ": " + why.reason());
        }
    }

    /// A defect of ours.
    void broken(String path, Throwable why) {
        if (!broken.take("", now.get())) {
            return;
        }
        var line = "request.broken path=" + text(path);
        // With a heap or a stack at its end a trace would make it worse.
        if (why instanceof VirtualMachineError) {
            LOG.log(Level.ERROR, line + " " + why);
        } else {
            LOG.log(Level.ERROR, line, why);
        }
    }

    private static String text(String text) {
        var seen = UNSEEN.matcher(text).replaceAll("?").replace('"', '\'');
        return seen.length() <= MAX_TEXT ? seen : seen.substring(0, MAX_TEXT) + "…";
    }
}
