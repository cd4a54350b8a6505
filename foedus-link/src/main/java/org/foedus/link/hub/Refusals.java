package org.foedus.link.hub;

import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.rule.Refusal;
import org.foedus.core.rule.Rule;
import org.foedus.link.client.Answer;
import org.foedus.link.client.Transfer;
import org.foedus.protocol.json.Json;
import tools.jackson.databind.JsonNode;

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
        return said(answer)
                .map(said -> failure(said, answer))
                .orElseGet(() ->
                        new FoedusException(
                                byStatus(answer.status()),
                                "the hub, or what stands before it, answered with HTTP status "
                                        + answer.status()));
    }

    private static FoedusException failure(JsonNode said, Answer answer) {
        var code = code(said.path("code").asString(), answer);
        return refusal(said)
                .map(refusal -> new FoedusException(code, refusal))
                .orElseGet(() -> new FoedusException(code, shown(said.path("message"))));
    }

    /// An [org.foedus.protocol.api.Api.Problem], of which a later release may say more.
    private static Optional<JsonNode> said(Answer answer) {
        try {
            var said = Json.tree(answer.body().array());
            return said.path("code").isString() && said.path("message").isString()
                    ? Optional.of(said)
                    : Optional.empty();
        } catch (FoedusException e) {
            // A proxy's page, or no body at all: the status has to do.
            return Optional.empty();
        }
    }

    /// The rule that refused, if it is one of this release.
    private static Optional<Refusal> refusal(JsonNode said) {
        var name = said.path("rule").asString("");
        var values = new TreeMap<String, String>();
        said.path("values").forEachEntry((key, value) -> values.put(key, shown(value)));
        return Arrays.stream(Rule.values())
                .filter(r -> r.name().equals(name))
                .findFirst()
                .map(r ->
                        new Refusal(
                                r, shown(said.path("object")), shown(said.path("actor")), values));
    }

    private static ErrorCode code(String name, Answer answer) {
        try {
            var code = ErrorCode.valueOf(name);
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
    private static String shown(JsonNode text) {
        var clean = text.asString("").replaceAll("[\\p{Cc}\\p{Cf}]", " ");
        return clean.length() > MAX_SHOWN ? clean.substring(0, MAX_SHOWN) + "…" : clean;
    }
}
