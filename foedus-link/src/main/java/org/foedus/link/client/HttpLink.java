package org.foedus.link.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.address.HubAddress;
import org.foedus.link.tls.ClientTls;
import org.foedus.link.tls.HubStatement;
import org.jspecify.annotations.Nullable;

/// The real way: an HTTP client bound to one address of the hub and to the TLS keys of one
/// statement.
final class HttpLink implements Link {
    private final HttpClient client;
    private final HubAddress address;
    private final HubStatement statement;
    private final Unreachable trouble;
    private int users;
    private boolean retired;

    HttpLink(HttpClient client, HubAddress address, HubStatement statement, Unreachable trouble) {
        this.client = client;
        this.address = address;
        this.statement = statement;
        this.trouble = trouble;
    }

    /// HTTP/1.1 over TLS 1.3, no redirects. The client's threads are daemons.
    static HttpClient client(HubTarget target, SSLContext tls) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(tls)
                .sslParameters(ClientTls.parameters())
                .connectTimeout(target.connectTimeout())
                .proxy(ProxyChoice.selector(target.proxy()))
                .build();
    }

    @Override
    public HubStatement statement() {
        return statement;
    }

    @Override
    public HubAddress address() {
        return address;
    }

    @Override
    public Unreachable trouble() {
        return trouble;
    }

    @Override
    public <T> HttpResponse<T> exchange(
            Request request,
            @Nullable String authorization,
            BodyHandler<T> handler,
            Duration limit,
            AtomicLong moved)
            throws IOException {
        var builder = HttpRequest.newBuilder(URI.create(address.base() + request.path()));
        request.headers().forEach(builder::header);
        if (authorization != null) {
            builder.header("authorization", authorization);
        }
        builder.method(request.method(), publisher(request.body(), moved));
        return await(client.sendAsync(builder.build(), handler), limit, moved);
    }

    private static BodyPublisher publisher(Body body, AtomicLong moved) {
        return switch (body) {
            case Body.Empty() -> BodyPublishers.noBody();
            case Body.Whole(var bytes) -> BodyPublishers.ofByteArray(bytes.array());
            case Body.Streamed(var slice) ->
                    slice.length() == 0
                            ? BodyPublishers.noBody()
                            : BodyPublishers.fromPublisher(
                                    new SlicePublisher(slice, moved), slice.length());
        };
    }

    static <T> HttpResponse<T> await(
            CompletableFuture<HttpResponse<T>> answer, Duration limit, AtomicLong moved)
            throws IOException {
        try {
            while (true) {
                long before = moved.get();
                try {
                    return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (moved.get() == before) {
                        answer.cancel(true);
                        throw new IOException("no answer within " + limit.toSeconds() + " s", e);
                    }
                }
            }
        } catch (ExecutionException e) {
            throw new IOException("the exchange failed", e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new FoedusException(
                    ErrorCode.IO_FAILED, "interrupted while waiting for the hub", e);
        }
    }

    @Override
    public synchronized boolean enter() {
        if (retired) {
            return false;
        }
        users++;
        return true;
    }

    @Override
    public synchronized void leave() {
        users--;
        if (retired && users == 0) {
            client.shutdown();
        }
    }

    @Override
    public synchronized void retire() {
        retired = true;
        if (users == 0) {
            client.shutdown();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
