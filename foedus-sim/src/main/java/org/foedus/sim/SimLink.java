package org.foedus.sim;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSession;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.link.address.HubAddress;
import org.foedus.link.client.Body;
import org.foedus.link.client.FileSlice;
import org.foedus.link.client.Link;
import org.foedus.link.client.Request;
import org.foedus.link.client.Unreachable;
import org.foedus.link.hub.Statements;
import org.foedus.link.tls.HubStatement;
import org.foedus.protocol.api.Api;
import org.jspecify.annotations.Nullable;

/// A way to the hub over the simulated network.
///
/// @param statement fetched when it was opened
record SimLink(Network network, Machine machine, HubHost hub, HubStatement statement)
        implements Link {
    private static final HubAddress ADDRESS = new HubAddress("hub.example.org", 8443);
    private static final Duration OPENING = Duration.ofSeconds(20);
    private static final int CHUNK_BYTES = 16 * 1024;

    /// As the real links: asks the hub who it is, and whether the pinned key says so.
    static Link open(Network network, Machine machine, HubHost hub, PublicKey pinned) {
        var trouble = new Unreachable(ADDRESS, null);
        var request = Request.get(Api.PREFIX + "/hub");
        Reply reply;
        try {
            reply = network.call(machine, hub, call(request, null, new AtomicLong()), OPENING);
        } catch (IOException e) {
            throw trouble.of(request, e);
        }
        if (reply.status() != 200) {
            throw trouble.failed("HTTP status " + reply.status(), null);
        }
        var signed = Statements.read(reply.body().array());
        if (!signed.envelope().key().equals(pinned) || !signed.envelope().verified()) {
            throw new FoedusException(ErrorCode.WRONG_HUB_KEY, "another hub answers");
        }
        return new SimLink(network, machine, hub, signed.statement());
    }

    private static Call call(Request request, @Nullable String authorization, AtomicLong moved)
            throws IOException {
        var headers = new TreeMap<>(request.headers());
        if (authorization != null) {
            headers.put("authorization", authorization);
        }
        var body =
                switch (request.body()) {
                    case Body.Empty _ -> Bytes.of(new byte[0]);
                    case Body.Whole w -> w.bytes();
                    case Body.Streamed s -> bytes(s.slice());
                };
        moved.addAndGet(request.body() instanceof Body.Streamed ? body.length() : 0);
        return new Call(request.method(), request.path(), headers, body, body.length());
    }

    private static Bytes bytes(FileSlice slice) throws IOException {
        try (var file = FileChannel.open(slice.file(), StandardOpenOption.READ)) {
            var buffer = ByteBuffer.allocate(Math.toIntExact(slice.length()));
            while (buffer.hasRemaining()
                    && file.read(buffer, slice.start() + buffer.position()) >= 0) {
                // reads on
            }
            return Bytes.of(buffer.array());
        }
    }

    @Override
    public <T> HttpResponse<T> exchange(
            Request request,
            @Nullable String authorization,
            BodyHandler<T> handler,
            Duration limit,
            AtomicLong moved)
            throws IOException {
        var reply = network.call(machine, hub, call(request, authorization, moved), limit);
        var headers = HttpHeaders.of(lists(reply), (_, _) -> true);
        var subscriber =
                handler.apply(new Head(reply.status(), headers, HttpClient.Version.HTTP_1_1));
        return new Received<>(reply.status(), headers, receive(reply, subscriber));
    }

    private static Map<String, List<String>> lists(Reply reply) {
        var lists = new TreeMap<String, List<String>>();
        reply.headers().forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }

    /// Feeds what arrives, as the HTTP client would.
    private <T> T receive(Reply reply, BodySubscriber<T> subscriber) throws IOException {
        int arriving = network.arriving(reply.body().length());
        var cancelled = new boolean[1];
        subscriber.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long n) {
                        // everything comes anyway
                    }

                    @Override
                    public void cancel() {
                        cancelled[0] = true;
                    }
                });
        var bytes = reply.body().array();
        for (int at = 0; at < arriving && !cancelled[0]; at += CHUNK_BYTES) {
            int length = Math.min(CHUNK_BYTES, arriving - at);
            subscriber.onNext(List.of(ByteBuffer.wrap(bytes, at, length).slice()));
        }
        if (arriving < bytes.length) {
            subscriber.onError(new IOException("the connection broke"));
        } else {
            subscriber.onComplete();
        }
        try {
            return subscriber.getBody().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IOException("the exchange failed", e.getCause());
        }
    }

    private record Head(int statusCode, HttpHeaders headers, HttpClient.Version version)
            implements ResponseInfo {}

    private record Received<T>(int statusCode, HttpHeaders headers, T body)
            implements HttpResponse<T> {
        @Override
        public HttpRequest request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return ADDRESS.base();
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }

    @Override
    public HubAddress address() {
        return ADDRESS;
    }

    @Override
    public Unreachable trouble() {
        return new Unreachable(ADDRESS, null);
    }

    @Override
    public boolean enter() {
        return true;
    }

    @Override
    public void leave() {
        // nothing to count
    }

    @Override
    public void retire() {
        // nothing to end
    }

    @Override
    public void close() {
        // nothing to end
    }
}
