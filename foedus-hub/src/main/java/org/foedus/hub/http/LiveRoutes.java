package org.foedus.hub.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.HubRuntime;

/// Tells open pages that the ledger has grown, as server-sent events (WHATWG HTML, section 9.2):
/// event `ledger`, its data the number of entries. Who hears it asks for what it wants to know.
final class LiveRoutes {
    /// Most streams at a time; further pages ask again by themselves, more seldom.
    static final int MOST_STREAMS = 1_000;

    /// Something is sent at least so often, so that a connection that is gone is noticed.
    private static final Duration BEAT = Duration.ofSeconds(20);

    private static final String AGAIN_AFTER_MILLIS = "retry: 5000\n\n";

    private final Door door;
    private final boolean open;
    private final Semaphore free = new Semaphore(MOST_STREAMS);

    /// @param open whether the public may hear it
    LiveRoutes(Door door, boolean open) {
        this.door = door;
        this.open = open;
    }

    void register(Switchboard routes) {
        routes.get("/events", this::events);
    }

    private void events(Exchange ctx) throws IOException {
        if (!open && door.visitor(ctx).isEmpty()) {
            door.caller(ctx);
        }
        if (ctx.method().equals("HEAD")) {
            ctx.contentType("text/event-stream");
            return;
        }
        if (!free.tryAcquire()) {
            throw new FoedusException(
                    ErrorCode.TOO_MANY,
                    MOST_STREAMS + " pages are following already: ask for the page again instead");
        }
        try (var out = ctx.live("text/event-stream")) {
            follow(door.runtime(), out);
        } catch (IOException e) {
            // The page was closed.
        } finally {
            free.release();
        }
    }

    private static void follow(HubRuntime runtime, OutputStream out) throws IOException {
        send(out, AGAIN_AFTER_MILLIS);
        long known = -1;
        while (!runtime.closed()) {
            long before = known;
            var grown =
                    runtime.await(
                            BEAT, l -> Optional.of(l.state().size()).filter(n -> n != before));
            if (grown.isPresent()) {
                known = grown.get();
                send(out, "id: " + known + "\nevent: ledger\ndata: " + known + "\n\n");
            } else {
                send(out, ":\n\n");
            }
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
