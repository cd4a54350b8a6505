package org.foedus.link.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.PrivateFile;

/// One blob on its way into a file.
final class Download {
    private static final int WHOLE = 200;
    private static final int PART = 206;
    private static final int MAX_REFUSAL_BYTES = 64 * 1024;

    private final HubConnection hub;
    private final String path;
    private final Path into;
    private final long size;
    private final Sha256 digest;
    private final Retries retries;
    private final AtomicLong moved = new AtomicLong();

    Download(HubConnection hub, String path, Path into, long size, Sha256 digest, Retries retries) {
        this.hub = hub;
        this.path = path;
        this.into = into;
        this.size = size;
        this.digest = digest;
        this.retries = retries;
    }

    Transfer run() {
        try (var file = PrivateFile.open(into)) {
            var sink = new BlobSink(file, size, moved);
            long before = sink.resume();
            var refusal = fill(sink);
            if (refusal.isPresent()) {
                return new Transfer.Refused(refusal.get(), moved.get());
            }
            if (!sink.matches(digest)) {
                throw new FoedusException(
                        ErrorCode.DIGEST_MISMATCH,
                        "the "
                                + size
                                + " bytes that came for "
                                + digest
                                + " are other bytes;"
                                + " they were dropped");
            }
            return new Transfer.Done(size - before, moved.get(), retries.total());
        } catch (IOException e) {
            throw FileFailure.of("download into " + into, e);
        }
    }

    /// Attempts until the file is as long as the blob; the hub's refusal, if it refuses.
    private Optional<Answer> fill(BlobSink sink) {
        while (sink.offset() < size) {
            FoedusException failure;
            try {
                var answer = attempt(sink);
                if (!answer.succeeded() && !Retries.later(answer)) {
                    return Optional.of(answer);
                }
                failure = Retries.notNow(answer);
            } catch (FoedusException e) {
                if (!Retries.worthwhile(e)) {
                    throw e;
                }
                failure = e;
            }
            if (sink.offset() < size && !retries.again(sink.offset())) {
                throw failure;
            }
        }
        return Optional.empty();
    }

    private Answer attempt(BlobSink sink) {
        long offset = sink.offset();
        var request = Request.get(path).answerUpTo(MAX_REFUSAL_BYTES);
        var ranged = offset == 0 ? request : request.header("range", "bytes=" + offset + "-");
        try {
            return HubConnection.answer(
                    hub.exchange(ranged, info -> body(sink, offset, info), hub.stalled(), moved));
        } finally {
            sink.detach("write " + into);
        }
    }

    private BodySubscriber<byte[]> body(BlobSink sink, long offset, ResponseInfo info) {
        boolean asked =
                info.statusCode() == PART
                        && info.headers()
                                .firstValue("content-range")
                                .filter(("bytes " + offset + "-" + (size - 1) + "/" + size)::equals)
                                .isPresent();
        if (info.statusCode() == WHOLE && offset > 0) {
            sink.restart();
        }
        if (info.statusCode() == WHOLE || asked) {
            return sink.attempt();
        }
        return BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_REFUSAL_BYTES).apply(info);
    }
}
