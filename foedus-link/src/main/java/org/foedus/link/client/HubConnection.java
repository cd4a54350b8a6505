package org.foedus.link.client;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.address.HubAddress;
import org.foedus.link.tls.HubStatement;
import org.foedus.link.tls.PinMismatchException;
import org.foedus.link.tls.StatementCheck;
import org.foedus.link.tls.StatementReader;
import org.jspecify.annotations.Nullable;

/// Requests to one hub, over connections pinned to its identity key. Nothing is dialled before the
/// first request; a hub that is down fails that request, and the next one tries anew.
///
/// Every method may throw `HUB_UNREACHABLE`, `WRONG_HUB_KEY`, `TLS_INTERCEPTED`, `CLOCK_SKEW`, and
/// `OUTCOME_UNKNOWN` when a request that may change something broke after it had left.
public final class HubConnection implements AutoCloseable {
    private static final int UNAUTHORIZED = 401;
    private static final String OVER_LIMIT = "body exceeds capacity";

    private volatile Links links;
    private final RetryPolicy retry;
    private final Pause pause;
    private final InstantSource clock;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile Authorization authorization = Authorization.none();
    private volatile @Nullable Link current;
    private volatile boolean closed;

    public HubConnection(
            HubTarget target,
            StatementReader reader,
            RetryPolicy retry,
            Pause pause,
            InstantSource clock) {
        this(new HttpLinks(target, reader, clock), retry, pause, clock);
    }

    public HubConnection(Links links, RetryPolicy retry, Pause pause, InstantSource clock) {
        this.links = links;
        this.retry = retry;
        this.pause = pause;
        this.clock = clock;
    }

    /// Shows `shown` with every request from now on that is not anonymous.
    public void authorize(Authorization shown) {
        authorization = shown;
    }

    /// Where to look for the same hub from the next connection on.
    public void move(List<HubAddress> addresses) {
        links = links.at(addresses);
    }

    /// What the hub states about itself, verified; fetched when that has not happened yet.
    public HubStatement hub() {
        return link().statement();
    }

    /// Sends `request` and reads the whole answer. A 401 is answered once by [Authorization#renew].
    ///
    /// @throws FoedusException `TOO_LARGE` over the request's bound, and those of this class
    public Answer send(Request request) {
        var handler = BodyHandlers.limiting(BodyHandlers.ofByteArray(), request.maxAnswerBytes());
        var response = exchange(request, handler, request.timeout(), new AtomicLong());
        return answer(response);
    }

    /// Fetches a blob into `into`, from where that file ends; links that break are taken up again.
    /// On a wrong digest the file is emptied.
    ///
    /// @param into kept with what has arrived when this fails, so that a later call resumes
    /// @param size of the whole blob
    /// @throws FoedusException `DIGEST_MISMATCH`, `DISK_FULL`, `IO_FAILED`, those of this class
    public Transfer download(String path, Path into, long size, Sha256 digest) {
        return new Download(this, path, into, size, digest, new Retries(retry, pause)).run();
    }

    /// Sends a file's slice to an upload that the hub has opened: `PATCH` with `Upload-Offset`, and
    /// after a broken link `HEAD`, whose `Upload-Offset` says where to go on.
    ///
    /// @param offset how much of the slice the hub has already
    public Transfer upload(String path, FileSlice slice, long offset) {
        return new Upload(this, path, slice, new Retries(retry, pause)).run(offset);
    }

    Duration stalled() {
        return retry.stalled();
    }

    static Answer answer(HttpResponse<byte[]> response) {
        return new Answer(response.statusCode(), response.headers(), Bytes.of(response.body()));
    }

    /// One answer, through a renewed statement and a renewed sign-in, each at most once.
    <T> HttpResponse<T> exchange(
            Request request, BodyHandler<T> handler, Duration limit, AtomicLong moved) {
        boolean reopened = false;
        boolean renewed = request.anonymous();
        while (true) {
            var link = link();
            if (!link.enter()) {
                continue;
            }
            try {
                var shown = request.anonymous() ? null : authorization.header().orElse(null);
                var response = link.exchange(request, shown, handler, limit, moved);
                link.trouble().refuseDetours(response);
                if (response.statusCode() != UNAUTHORIZED || renewed || !authorization.renew()) {
                    return response;
                }
                renewed = true;
            } catch (IOException e) {
                if (reopened || PinMismatchException.in(e).isEmpty()) {
                    throw failure(link, request, e);
                }
                // The hub may have a new TLS key: its statement says so, or it is not the hub.
                reopened = true;
                drop(link);
            } finally {
                link.leave();
            }
        }
    }

    private FoedusException failure(Link link, Request request, IOException failure) {
        var mismatch = PinMismatchException.in(failure);
        if (mismatch.isPresent()) {
            drop(link);
            return StatementCheck.intercepted(link.address(), mismatch.get().presented(), failure);
        }
        if (exceeds(failure)) {
            return new FoedusException(
                    ErrorCode.TOO_LARGE,
                    "the hub's answer to "
                            + request.method()
                            + " is larger than the "
                            + request.maxAnswerBytes()
                            + " bytes allowed",
                    failure);
        }
        if (link.trouble().beforeSending(failure)) {
            drop(link);
        }
        return link.trouble().of(request, failure);
    }

    private static boolean exceeds(IOException failure) {
        @Nullable Throwable at = failure;
        while (at != null) {
            if (String.valueOf(at.getMessage()).startsWith(OVER_LIMIT)) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    private Link link() {
        var link = current;
        if (link != null && link.statement().expires().isAfter(clock.instant())) {
            return link;
        }
        opening.lock();
        try {
            if (closed) {
                throw new IllegalStateException("this connection is closed");
            }
            if (current != null && !current.equals(link)) {
                return current;
            }
            if (link != null) {
                drop(link);
            }
            var opened = links.open();
            current = opened;
            return opened;
        } finally {
            opening.unlock();
        }
    }

    private void drop(Link link) {
        opening.lock();
        try {
            if (link.equals(current)) {
                current = null;
            }
        } finally {
            opening.unlock();
        }
        link.retire();
    }

    /// Ends running requests, too.
    @Override
    public void close() {
        opening.lock();
        try {
            closed = true;
            if (current != null) {
                current.close();
                current = null;
            }
        } finally {
            opening.unlock();
        }
    }
}
