package org.foedus.hub.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Says in the log what was no request, or broke off: one line each, without a trace, and only so
/// many a minute, for callers must not fill the log. What is left out is counted. Thread-safe.
final class BadRequests {
    /// Lines a minute about one address, and about all.
    static final int LINES = 6;

    static final int ALL_LINES = 60;
    private static final Logger LOG = System.getLogger("org.foedus.hub.http");
    private static final int MAX_TEXT = 200;
    private static final Pattern UNSEEN = Pattern.compile("[^\\p{Graph} ]");

    private final Rate lines = new Rate("bad_requests", LINES, ALL_LINES, Duration.ofMinutes(1));
    private final Supplier<Instant> now;

    BadRequests(Supplier<Instant> now) {
        this.now = now;
    }

    /// @param what as the caller sent it, perhaps
    void say(String address, String what, int status, String why) {
        if (lines.take(address, now.get())) {
            LOG.log(
                    Level.INFO,
                    "request.bad from=%s status=%d what=\"%s\" why=\"%s\""
                            .formatted(text(address), status, text(what), text(why)));
        }
    }

    /// How many lines were left out.
    Rate rate() {
        return lines;
    }

    private static String text(String text) {
        var seen = UNSEEN.matcher(text).replaceAll("?").replace('"', '\'');
        return seen.length() <= MAX_TEXT ? seen : seen.substring(0, MAX_TEXT) + "…";
    }
}
