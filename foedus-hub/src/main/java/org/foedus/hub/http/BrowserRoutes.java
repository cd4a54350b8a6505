package org.foedus.hub.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.session.Sessions;
import org.foedus.portal.Page;
import org.foedus.protocol.message.Language;

/// Lets a member's browser read at the hub: exchanges a code, which the member's machine asked for
/// with its key, for a cookie. The cookie reads; nothing can be done with it.
final class BrowserRoutes {
    static final int MAX_FORM_BYTES = 1024;
    private static final String PATH = "/session";
    private static final String CODE = "code=";

    /// The prefix keeps it to this host, this port's owner and TLS (RFC 6265bis).
    private static final String COOKIE = "__Host-foedus=";

    private static final String BOUNDS = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";

    private final Door door;
    private final PageRoutes pages;

    BrowserRoutes(Door door, PageRoutes pages) {
        this.door = door;
        this.pages = pages;
    }

    void register(Switchboard routes) {
        PageRoutes.inEachLanguage(
                routes,
                PATH,
                (ctx, language) ->
                        pages.show(ctx, new Page.SignIn(Page.SignIn.Why.ASKED), language));
        routes.post(PATH, this::exchange);
        routes.post(PATH + "/end", this::end);
    }

    /// The token in the request's cookie.
    static Optional<String> cookie(Exchange ctx) {
        var header = ctx.header("Cookie");
        if (header == null) {
            return Optional.empty();
        }
        for (var pair : header.split(";", -1)) {
            var cookie = pair.strip();
            if (cookie.startsWith(COOKIE)) {
                return Optional.of(cookie.substring(COOKIE.length()));
            }
        }
        return Optional.empty();
    }

    private void exchange(Exchange ctx) {
        requireOwnPage(ctx);
        var token = door.sessions().exchange(code(ctx), door.runtime().now());
        if (token.isEmpty()) {
            pages.show(
                    ctx.status(401),
                    new Page.SignIn(Page.SignIn.Why.FAILED),
                    Language.accepted(ctx.header("Accept-Language")));
            return;
        }
        ctx.status(303)
                .header(
                        "Set-Cookie",
                        COOKIE + token.get().token() + BOUNDS + Sessions.TOKEN_LIFE.toSeconds())
                .header("Location", "/");
    }

    private void end(Exchange ctx) {
        requireOwnPage(ctx);
        cookie(ctx).ifPresent(door.sessions()::end);
        ctx.status(303).header("Set-Cookie", COOKIE + BOUNDS + 0).header("Location", "/");
    }

    /// A page elsewhere must not sign anybody in or out.
    private static void requireOwnPage(Exchange ctx) {
        var origin = ctx.header("Origin");
        if (origin == null || !origin.equals("https://" + ctx.header("Host"))) {
            throw new FoedusException(
                    ErrorCode.NOT_ALLOWED, "the form comes from another page: open " + PATH);
        }
    }

    private String code(Exchange ctx) {
        var form = new String(door.body(ctx, MAX_FORM_BYTES), StandardCharsets.UTF_8);
        for (var field : form.split("&", -1)) {
            if (field.startsWith(CODE)) {
                return decoded(field.substring(CODE.length()));
            }
        }
        return "";
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
