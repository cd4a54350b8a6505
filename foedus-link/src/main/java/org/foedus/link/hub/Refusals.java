package org.foedus.link.hub;

import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.client.Answer;
import org.foedus.link.client.Transfer;
import org.foedus.protocol.json.Json;

/// Turns what the hub refused into a failure with the hub's own code.
final class Refusals {
    private static final int MAX_SHOWN = 1000;

    private Refusals() {}

    /// The answer, if the hub did what was asked.
    static Answer accepted(Answer answer) {
        if (!answer.succeeded()) {
            throw failure(answer);
        }
        return answer;
    }

    /// Bytes that went over the wire, if the hub let them.
    static long moved(Transfer transfer) {
        return switch (transfer) {
            case Transfer.Done done -> done.movedBytes();
            case Transfer.Refused refused -> throw failure(refused.answer());
        };
    }

    static FoedusException failure(Answer answer) {
        return problem(answer)
                .map(p -> new FoedusException(code(p, answer), shown(p.message())))
                .orElseGet(() ->
                        new FoedusException(
                                byStatus(answer.status()),
                                "the hub, or what stands before it, answered with HTTP status "
                                        + answer.status()));
    }

    /// What is read of an [org.foedus.protocol.api.Api.Problem]; a later release may say more.
    private record Problem(String code, String message) {}

    private static Optional<Problem> problem(Answer answer) {
        try {
            var said = Json.tree(answer.body().array());
            var code = said.path("code");
            var message = said.path("message");
            return code.isString() && message.isString()
                    ? Optional.of(new Problem(code.asString(), message.asString()))
                    : Optional.empty();
        } catch (FoedusException e) {
            // A proxy's page, or no body at all: the status has to do.
            return Optional.empty();
        }
    }

    private static ErrorCode code(Problem problem, Answer answer) {
        try {
            var code = ErrorCode.valueOf(problem.code());
            // Its disk is not ours.
            return code == ErrorCode.DISK_FULL ? ErrorCode.HUB_DISK_FULL : code;
        } catch (IllegalArgumentException e) {
            // A code of a later release.
            return byStatus(answer.status());
        }
    }

    private static ErrorCode byStatus(int status) {
        return switch (status) {
            case 400 -> ErrorCode.BAD_REQUEST;
            case 401 -> ErrorCode.NOT_SIGNED_IN;
            case 403 -> ErrorCode.NOT_ALLOWED;
            case 404 -> ErrorCode.NOT_FOUND;
            case 409 -> ErrorCode.WRONG_STATE;
            case 413 -> ErrorCode.TOO_LARGE;
            case 429 -> ErrorCode.TOO_MANY;
            case 503 -> ErrorCode.BUSY;
            case 507 -> ErrorCode.HUB_DISK_FULL;
            case 502, 504 -> ErrorCode.HUB_UNREACHABLE;
            default -> status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL_ERROR;
        };
    }

    /// The other side chooses this text: no control or format characters, and an end.
    private static String shown(String message) {
        var clean = message.replaceAll("[\\p{Cc}\\p{Cf}]", " ");
        return clean.length() > MAX_SHOWN ? clean.substring(0, MAX_SHOWN) + "…" : clean;
    }
}
