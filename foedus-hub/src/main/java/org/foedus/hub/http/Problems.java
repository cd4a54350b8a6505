package org.foedus.hub.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// What the server itself refuses, before there is an exchange: in the same form as all failures.
final class Problems extends ErrorHandler {
    private final RequestLog log;

    Problems(RequestLog log) {
        this.log = log;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            String message,
            @Nullable Throwable cause,
            Callback callback) {
        log.bad(
                Request.getRemoteAddr(request),
                request.getMethod() + " " + request.getHttpURI().getPath(),
                status,
                message);
        boolean ours = status >= 500 && status != 505;
        var failure =
                new FoedusException(
                        code(status), ours ? "the hub failed; its log says more" : message);
        var headers = response.getHeaders();
        Switchboard.HARDENED.forEach(headers::put);
        headers.put(HttpHeader.CONTENT_TYPE, "application/json");
        var language = Language.accepted(request.getHeaders().get("Accept-Language"));
        response.setStatus(status);
        response.write(
                true, ByteBuffer.wrap(Json.write(Api.Problem.of(failure, language))), callback);
    }

    static ErrorCode code(int status) {
        return switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 413, 414, 431 -> ErrorCode.TOO_LARGE;
            case 503 -> ErrorCode.BUSY;
            case 500 -> ErrorCode.INTERNAL_ERROR;
            default -> ErrorCode.BAD_REQUEST;
        };
    }
}
