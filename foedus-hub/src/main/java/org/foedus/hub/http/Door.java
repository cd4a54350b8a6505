package org.foedus.hub.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.foedus.core.alliance.Party;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.session.Sessions;
import org.foedus.portal.state.Reader;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// What all routes share: who is calling, what they sent, how they are answered.
final class Door {
    private static final String BEARER = "Bearer ";
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final int READ_BYTES = 8 * 1024;

    /// When to come again after a limit was reached.
    private static final String RETRY_AFTER_SECONDS = "2";

    private final HubRuntime runtime;
    private final Sessions sessions;
    private final BodyBudget bodies;

    Door(HubRuntime runtime, Sessions sessions, BodyBudget bodies) {
        this.runtime = runtime;
        this.sessions = sessions;
        this.bodies = bodies;
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

    /// The caller of something that only reads the ledger: also a member that is suspended.
    Caller follower(Exchange ctx) {
        return key(ctx).flatMap(key -> reading(ctx, key)).orElseThrow(Door::notSignedIn);
    }

    private Optional<Caller> reading(Exchange ctx, PublicKey key) {
        var party = runtime.read(l -> l.state().reader(key, runtime.now()));
        party.ifPresent(_ -> ctx.calledBy(key));
        return party.map(p -> new Caller(key, p));
    }

    /// The caller of something that only reads: also a browser that has a cookie.
    Optional<Caller> visitor(Exchange ctx) {
        var caller = optionalCaller(ctx);
        return caller.isPresent() || !READING.contains(ctx.method())
                ? caller
                : BrowserRoutes.cookie(ctx)
                        .flatMap(token -> sessions.key(token, runtime.now()))
                        .flatMap(key -> party(ctx, key));
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
        return key(ctx).flatMap(key -> party(ctx, key));
    }

    private Optional<Caller> party(Exchange ctx, PublicKey key) {
        var party = runtime.read(l -> l.state().party(key, runtime.now()));
        party.ifPresent(_ -> ctx.calledBy(key));
        return party.map(p -> new Caller(key, p));
    }

    /// The body of a request, of which the head says nothing that is too much. It counts in the
    /// budget of who is calling until the request is answered.
    ///
    /// @param most bytes of a route; one for anybody has as few as it needs
    byte[] body(Exchange ctx, int most) {
        long announced = ctx.announcedBytes();
        if (announced > most) {
            throw tooLarge(most);
        }
        var key = optionalCaller(ctx).map(Caller::key).orElse(null);
        try {
            if (announced >= 0) {
                bodies.take(key, (int) announced);
                return ctx.body().readNBytes((int) announced);
            }
            return unannounced(ctx.body(), key, most);
        } catch (IOException e) {
            throw new FoedusException(ErrorCode.IO_FAILED, "reading the request", e);
        }
    }

    /// A body in chunks, which tells its length at its end.
    private byte[] unannounced(InputStream in, @Nullable PublicKey key, int most)
            throws IOException {
        var all = new ByteArrayOutputStream();
        while (true) {
            var some = in.readNBytes(Math.min(READ_BYTES, most + 1 - all.size()));
            if (some.length == 0) {
                return all.toByteArray();
            }
            bodies.take(key, some.length);
            all.writeBytes(some);
            if (all.size() > most) {
                throw tooLarge(most);
            }
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
        if (e.code().type() == ErrorType.CAPACITY) {
            ctx.header(
                    "Retry-After",
                    e.retryAfter()
                            .map(t -> Long.toString(t.toSeconds() + 1))
                            .orElse(RETRY_AFTER_SECONDS));
        }
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

    /// Whether the caller has what is answered already (RFC 9110, 13.1.2).
    static boolean unchanged(Exchange ctx, String etag) {
        var known = ctx.header("If-None-Match");
        if (known == null) {
            return false;
        }
        for (var one : known.split(",", -1)) {
            var tag = one.strip();
            if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }

    static Duration waitOf(Exchange ctx) {
        return Duration.ofSeconds(number(ctx, "wait", 0, 0, Api.MAX_WAIT.toSeconds()));
    }
}
