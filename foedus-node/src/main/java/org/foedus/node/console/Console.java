package org.foedus.node.console;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.client.Answer;
import org.foedus.link.hub.HubClient;
import org.foedus.node.home.NodeHome;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// A small web server for the person at this machine.
///
/// It answers on 127.0.0.1 only, to its own name only (a page elsewhere can't reach it through a
/// name that it controls), and shows nothing before the one-time start token was exchanged for a
/// cookie. It only reads.
public final class Console implements AutoCloseable {
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MISDIRECTED = 421;
    private static final int MAX_REQUEST_BYTES = 4096;
    private static final int SHOWN_LINES = 500;

    /// The hub's pages that are shown here; nothing else of the hub is.
    private static final Pattern PAGE =
            Pattern.compile(
                    "(/(en|it|pt|ru|hi|zh))?(/|/(members|decisions|charter|partnerships|programmes"
                            + "|mandates|runs|models|ledger)(/[A-Za-z0-9._~%-]+)*|/api)"
                            + "|/assets(/[A-Za-z0-9._~%-]+)*");

    private static final Pattern WITH_LANGUAGE = Pattern.compile("/(..)/.*");

    /// What the start page needs; the style is the hub's and the same for everyone.
    private static final List<String> WITHOUT_COOKIE =
            List.of("/start", "/start.js", "/assets/portal.css");

    private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9=&._~%-]{0,500}");
    private static final Pattern SHOWN_TYPE =
            Pattern.compile(
                    "(text/html|text/css|text/javascript|image/svg\\+xml)(; ?charset=utf-8)?",
                    Pattern.CASE_INSENSITIVE);

    private final NodeHome home;
    private final HubClient hub;
    private final Admission admission;
    private final Javalin server;

    private Console(NodeHome home, HubClient hub, InstantSource clock, int port) {
        this.home = home;
        this.hub = hub;
        this.admission = new Admission(clock);
        this.server = Javalin.create(config -> configure(config, port));
    }

    /// Starts a console.
    ///
    /// @param hub signed in as whoever looks
    /// @param port 0 for any free one
    /// @throws FoedusException `PORT_IN_USE`
    public static Console start(NodeHome home, HubClient hub, InstantSource clock, int port) {
        var console = new Console(home, hub, clock, port);
        try {
            console.server.start();
        } catch (RuntimeException e) {
            throw new FoedusException(
                    ErrorCode.PORT_IN_USE,
                    "cannot listen on " + LOOPBACK + ":" + port + ": choose another port",
                    e);
        }
        return console;
    }

    public int port() {
        return server.port();
    }

    /// Where a browser begins: good once, for two minutes. The token stands behind `#`, which no
    /// request and no log carries.
    public URI startUrl() {
        return URI.create("http://" + LOOPBACK + ":" + port() + "/start#" + admission.newToken());
    }

    private void configure(JavalinConfig config, int port) {
        config.startup.showJavalinBanner = false;
        config.concurrency.useVirtualThreads = true;
        config.jetty.host = LOOPBACK;
        config.jetty.port = port;
        config.http.maxRequestSize = MAX_REQUEST_BYTES;
        var routes = config.routes;
        routes.before(this::guard);
        routes.get("/start", ctx -> ctx.html(NodePage.start()));
        routes.get(
                "/start.js",
                ctx ->
                        ctx.contentType("text/javascript; charset=utf-8")
                                .result(NodePage.startScript()));
        routes.post("/start", this::admit);
        routes.get("/node", this::node);
        routes.get("/", this::page);
        routes.get("/*", this::page);
        routes.exception(
                FoedusException.class,
                (e, ctx) ->
                        ctx.status(502)
                                .html(NodePage.problem("The hub did not answer", e.reason())));
    }

    private void guard(Context ctx) {
        ctx.header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-store");
        var host = String.valueOf(ctx.header("Host"));
        if (!List.of(LOOPBACK + ":" + port(), "localhost:" + port()).contains(host)) {
            refuse(ctx, MISDIRECTED, "This console answers to its own address only.");
            return;
        }
        boolean reads = ctx.req().getMethod().equals("GET");
        if (!reads && !("http://" + host).equals(ctx.header("Origin"))) {
            refuse(ctx, 403, "The request comes from another page.");
            return;
        }
        boolean open = WITHOUT_COOKIE.contains(ctx.path());
        if (!open && !admission.admits(ctx.cookie(cookieName()))) {
            refuse(ctx, 403, "Start the console again: foedus open.");
        }
    }

    private static void refuse(Context ctx, int status, String why) {
        ctx.status(status).html(NodePage.problem("Not here", why)).skipRemainingHandlers();
    }

    /// Cookies know no ports: consoles of two nodes must not overwrite each other's.
    private String cookieName() {
        return "foedus-" + port();
    }

    private void admit(Context ctx) {
        var cookie = admission.exchange(ctx.formParam("token"));
        if (cookie.isEmpty()) {
            refuse(ctx, 403, "The start code was used, or is too old: foedus open.");
            return;
        }
        ctx.header(
                        "Set-Cookie",
                        cookieName() + "=" + cookie.get() + "; Path=/; HttpOnly; SameSite=Strict")
                .header("Location", "/")
                .status(303);
    }

    private void node(Context ctx) {
        var sent = new OutgoingLog(home.outgoingFile()).newest(SHOWN_LINES);
        var node = home.settings().node().value();
        ctx.html(NodePage.node(node, home.datasets(), sent));
    }

    private void page(Context ctx) {
        var path = ctx.path();
        var query = ctx.queryString();
        if (!PAGE.matcher(path).matches() || climbs(path) || !fits(query)) {
            refuse(ctx, 404, "There is no such page.");
            return;
        }
        var at = inLanguage(ctx, path);
        show(ctx, hub.page(query == null ? at : at + "?" + query));
    }

    /// Where no language is in the path, that of the browser.
    private static String inLanguage(Context ctx, String path) {
        if (path.startsWith("/assets/") || WITH_LANGUAGE.matcher(path).matches()) {
            return path;
        }
        ctx.header("Vary", "Accept-Language");
        return "/" + Language.accepted(ctx.header("Accept-Language")).tag() + path;
    }

    private static boolean fits(@Nullable String query) {
        return query == null || QUERY.matcher(query).matches();
    }

    private static boolean climbs(String path) {
        for (var part : path.split("/", -1)) {
            if (part.equals(".") || part.equals("..") || part.contains("%2")) {
                return true;
            }
        }
        return false;
    }

    private static void show(Context ctx, Answer answer) {
        var type = answer.header("content-type").orElse("");
        if (!SHOWN_TYPE.matcher(type).matches()) {
            ctx.status(502)
                    .html(NodePage.problem("No page", "The hub answered with something else."));
            return;
        }
        ctx.status(answer.status()).contentType(type).result(answer.body().array());
    }

    @Override
    public void close() {
        server.stop();
    }
}
