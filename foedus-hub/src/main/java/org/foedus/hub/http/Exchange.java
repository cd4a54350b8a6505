package org.foedus.hub.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.foedus.core.signature.PublicKey;
import org.jspecify.annotations.Nullable;

/// One request and its answer, whatever carries them: the server's sockets, or a simulated network.
public interface Exchange {
    String method();

    String path();

    @Nullable String header(String name);

    @Nullable String queryParam(String name);

    /// All values of a parameter, in their order.
    default List<String> queryParams(String name) {
        var value = queryParam(name);
        return value == null ? List.of() : List.of(value);
    }

    String pathParam(String name);

    /// Of the caller's machine, as far as it matters for how often it may ask.
    String address();

    /// Whoever holds the connection is `key`, which speaks for a party.
    default void calledBy(PublicKey key) {}

    /// As the request's head says, or -1.
    long announcedBytes();

    /// The request's body as it comes.
    InputStream body() throws IOException;

    Exchange status(int status);

    Exchange header(String name, String value);

    Exchange contentType(String type);

    void result(byte[] bytes);

    void result(String text);

    /// Streams an answer of `bytes` bytes. To HEAD nothing need be written.
    OutputStream stream(long bytes) throws IOException;

    /// An answer that goes on until it is closed; what is flushed is sent.
    OutputStream live(String type) throws IOException;

    /// Whether some of the answer is out, so that it can't become another.
    default boolean begun() {
        return false;
    }

    /// Ends the connection, so that nobody takes what came for a whole answer.
    default void breakOff() {}
}
