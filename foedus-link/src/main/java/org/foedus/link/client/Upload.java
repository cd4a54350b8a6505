package org.foedus.link.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.FileFailure;

/// One slice of a file on its way to the hub.
final class Upload {
    /// How much of an upload the hub has; in requests, where these bytes begin.
    static final String OFFSET = "upload-offset";

    private static final int CONFLICT = 409;
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final HubConnection hub;
    private final String path;
    private final FileSlice slice;
    private final Retries retries;
    private final AtomicLong moved = new AtomicLong();

    Upload(HubConnection hub, String path, FileSlice slice, Retries retries) {
        this.hub = hub;
        this.path = path;
        this.slice = slice;
        this.retries = retries;
    }

    Transfer run(long begin) {
        requireFile();
        long offset = begin;
        while (true) {
            FoedusException failure;
            try {
                var answer = patch(offset);
                if (answer.succeeded()
                        && offsetOf(answer).orElse(slice.length()) == slice.length()) {
                    return done(begin);
                }
                if (!answer.succeeded() && answer.status() != CONFLICT && !Retries.later(answer)) {
                    return new Transfer.Refused(answer, moved.get());
                }
                failure = Retries.notNow(answer);
            } catch (FoedusException e) {
                failure = rethrowUnlessWorthwhile(e);
            }
            var head = learn(offset, failure);
            if (!head.succeeded()) {
                return new Transfer.Refused(head, moved.get());
            }
            offset =
                    offsetOf(head)
                            .orElseThrow(() ->
                                    new FoedusException(
                                            ErrorCode.BAD_FORMAT,
                                            "the hub does not say how much of the upload"
                                                    + " it has (header Upload-Offset)"));
            if (offset == slice.length()) {
                return done(begin);
            }
        }
    }

    private Transfer done(long begin) {
        return new Transfer.Done(slice.length() - begin, moved.get(), retries.total());
    }

    private void requireFile() {
        try {
            if (Files.size(slice.file()) < slice.start() + slice.length()) {
                throw new FoedusException(
                        ErrorCode.IO_FAILED,
                        "cannot upload " + slice + ": the file is shorter than that");
            }
        } catch (IOException e) {
            throw FileFailure.of("upload " + slice.file(), e);
        }
    }

    private Answer patch(long offset) {
        var request =
                Request.of("PATCH", path, new Body.Streamed(slice.from(offset)))
                        .header(OFFSET, Long.toString(offset))
                        .header("content-type", "application/octet-stream")
                        .answerUpTo(MAX_ANSWER_BYTES);
        var handler = BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES);
        return HubConnection.answer(hub.exchange(request, handler, hub.stalled(), moved));
    }

    /// Waits, and asks until the hub says how much it has or why it does not.
    private Answer learn(long offset, FoedusException first) {
        var failure = first;
        while (retries.again(offset)) {
            try {
                var head = hub.send(Request.of("HEAD", path, new Body.Empty()));
                if (!Retries.later(head)) {
                    offsetOf(head).ifPresent(retries::reached);
                    return head;
                }
                failure = Retries.notNow(head);
            } catch (FoedusException e) {
                failure = rethrowUnlessWorthwhile(e);
            }
        }
        throw failure;
    }

    private static FoedusException rethrowUnlessWorthwhile(FoedusException failure) {
        if (!Retries.worthwhile(failure)) {
            throw failure;
        }
        return failure;
    }

    private Optional<Long> offsetOf(Answer answer) {
        return answer.header(OFFSET)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .filter(offset -> offset <= slice.length());
    }
}
