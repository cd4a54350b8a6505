package org.foedus.link.client;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.foedus.link.address.HubAddress;
import org.foedus.link.tls.HubStatement;
import org.jspecify.annotations.Nullable;

/// A way to one address of the hub, bound to the TLS keys of one statement. Each is its own equal.
///
/// Whatever carries the bytes, what is said over it is HTTP: the simulation has a network of its
/// own behind this.
public interface Link extends AutoCloseable {
    HubStatement statement();

    HubAddress address();

    /// Names what goes wrong on this way.
    Unreachable trouble();

    /// One attempt.
    ///
    /// @param limit until the answer is whole or, with each byte that moves, begins anew
    /// @param moved counts the bytes of a streamed body as they leave
    /// @throws IOException whatever kept the answer from being whole, with its causes
    <T> HttpResponse<T> exchange(
            Request request,
            @Nullable String authorization,
            BodyHandler<T> handler,
            Duration limit,
            AtomicLong moved)
            throws IOException;

    /// Before each exchange; false when the link is retired, and another one is to be asked for.
    boolean enter();

    /// After each exchange.
    void leave();

    /// Takes no new exchanges, and ends after those under way.
    void retire();

    @Override
    void close();
}
