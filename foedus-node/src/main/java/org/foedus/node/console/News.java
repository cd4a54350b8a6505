package org.foedus.node.console;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Tells open pages that the copy of the ledger has grown, by the same server-sent events as the
/// hub: event `ledger`, its data the number of entries.
final class News {
    static final String PATH = "/events";
    private static final int MOST_STREAMS = 32;
    private static final int TOO_MANY = 429;

    /// Something is sent at least so often, so that a page that is gone is noticed.
    private static final Duration BEAT = Duration.ofSeconds(20);

    private final Follower follower;
    private final Semaphore free = new Semaphore(MOST_STREAMS);

    News(Follower follower) {
        this.follower = follower;
    }

    void follow(Context ctx) {
        if (!free.tryAcquire()) {
            ctx.status(TOO_MANY);
            return;
        }
        ctx.res().setContentType("text/event-stream");
        // Past the compression, which would wait for more.
        try (var out = ctx.res().getOutputStream()) {
            follow(out);
        } catch (IOException e) {
            // The page was closed.
        } finally {
            free.release();
        }
    }

    private void follow(OutputStream out) throws IOException {
        send(out, "retry: 5000\n\n");
        long known = -1;
        while (!follower.closed()) {
            boolean grown = follower.holds(Math.max(0, known), BEAT) || known < 0;
            known = follower.size();
            send(
                    out,
                    grown ? "id: " + known + "\nevent: ledger\ndata: " + known + "\n\n" : ":\n\n");
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
