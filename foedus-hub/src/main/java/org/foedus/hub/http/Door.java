package org.foedus.hub.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.foedus.core.alliance.Party;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.session.Sessions;
import org.foedus.portal.state.Reader;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;
import org.foedus.protocol.message.Language;

/// What all routes share: who is calling, what they sent, how they are answered.
final class Door {
    private static final String BEARER = "Bearer ";

    private final HubRuntime runtime;
    private final Sessions sessions;

    Door(HubRuntime runtime, Sessions sessions) {
        this.runtime = runtime;
        this.sessions = sessions;
    }

    /// A caller whose key signed in and speaks for a party now.
    record Caller(PublicKey key, Party party) {}

    HubRuntime runtime() {
        return runtime;
    }

    Sessions sessions() {
        return sessions;
    }

    /// The caller, or `NOT_SIGNED_IN`.
    Caller caller(Exchange ctx) {
        return optionalCaller(ctx).orElseThrow(Door::notSignedIn);
    }

    /// The key that signed in, whether or not it speaks for anybody, or `NOT_SIGNED_IN`.
    PublicKey signedIn(Exchange ctx) {
        return key(ctx).orElseThrow(Door::notSignedIn);
    }

    /// The caller of something that only reads: also a browser that has a cookie.
    Optional<Caller> visitor(Exchange ctx) {
        var caller = optionalCaller(ctx);
        return caller.isPresent() || !ctx.method().equals("GET")
                ? caller
                : BrowserRoutes.cookie(ctx)
                        .flatMap(token -> sessions.key(token, runtime.now()))
                        .flatMap(this::party);
    }

    /// For whom a page is made.
    Reader reader(Exchange ctx) {
        return visitor(ctx)
                .<Reader>map(c -> new Reader.Known(c.party().label(), c.party().of()))
                .orElseGet(Reader.Anyone::new);
    }

    private static FoedusException notSignedIn() {
        return new FoedusException(
                ErrorCode.NOT_SIGNED_IN, "sign in first: POST /api/v1/session/challenge");
    }

    private Optional<PublicKey> key(Exchange ctx) {
        var header = ctx.header("Authorization");
        return header == null || !header.startsWith(BEARER)
                ? Optional.empty()
                : sessions.key(header.substring(BEARER.length()), runtime.now());
    }

    Optional<Caller> optionalCaller(Exchange ctx) {
        return key(ctx).flatMap(this::party);
    }

    private Optional<Caller> party(PublicKey key) {
        return runtime.read(l -> l.state().party(key, runtime.now()))
                .map(party -> new Caller(key, party));
    }

    /// The body of a JSON request, bounded before it is parsed.
    static byte[] body(Exchange ctx) {
        return body(ctx, Api.MAX_REQUEST_BYTES);
    }

    static byte[] body(Exchange ctx, int most) {
        if (ctx.announcedBytes() > most) {
            throw tooLarge(most);
        }
        try {
            var bytes = ctx.body().readNBytes(most + 1);
            if (bytes.length > most) {
                throw tooLarge(most);
            }
            return bytes;
        } catch (java.io.IOException e) {
            throw new FoedusException(ErrorCode.IO_FAILED, "the request broke off", e);
        }
    }

    private static FoedusException tooLarge(int most) {
        return new FoedusException(
                ErrorCode.TOO_LARGE, "this request has at most " + most + " bytes");
    }

    static void json(Exchange ctx, Object answer) {
        ctx.contentType("application/json").result(Json.write(answer));
    }

    static void problem(Exchange ctx, FoedusException e) {
        problem(ctx, e.code().httpStatus(), e);
    }

    /// In the language that the request likes best.
    static void problem(Exchange ctx, int status, FoedusException e) {
        var language = Language.accepted(ctx.header("Accept-Language"));
        e.retryAfter().ifPresent(t -> ctx.header("Retry-After", Long.toString(t.toSeconds() + 1)));
        ctx.status(status)
                .header("Content-Language", language.tag())
                .header("Vary", "Accept-Language");
        json(ctx, Api.Problem.of(e, language));
    }

    /// A whole number from the query, in [min, max].
    static long number(Exchange ctx, String name, long otherwise, long min, long max) {
        var text = ctx.queryParam(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // named below
        }
        throw new FoedusException(
                ErrorCode.BAD_REQUEST,
                String.format(
                        Locale.ROOT, "%s: expected a whole number from %d to %d", name, min, max));
    }

    static Duration waitOf(Exchange ctx) {
        return Duration.ofSeconds(number(ctx, "wait", 0, 0, Api.MAX_WAIT.toSeconds()));
    }
}
