package org.foedus.node.console;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.client.HubTarget;
import org.foedus.link.client.Pause;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.act.Pen;
import org.foedus.node.act.Pocket;
import org.foedus.node.home.NodeHome;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.portal.ApiView;
import org.foedus.portal.OwnPage;
import org.foedus.portal.Portal;
import org.foedus.portal.Said;
import org.foedus.protocol.message.Language;

/// A small web server for the person at this machine, where it reads and signs.
///
/// It answers on this machine only, and to its own name only ([Loopback]): a page elsewhere can't
/// reach it through a name that it controls, and its cookie goes to no other server of this
/// machine. It shows nothing before the one-time start token was exchanged for a cookie, which has
/// no `Secure` and no `__Host-`, as it goes over HTTP without leaving the machine. Every page is
/// made here, from the member's verified mirror: the hub gives data, and nothing of it reaches the
/// browser as a page, a style or a script. A form counts only with the ticket of the session that
/// it was made for, from this origin.
public final class Console implements AutoCloseable {
    /// Room for the longest comment, percent-encoded.
    static final int MAX_REQUEST_BYTES = 128 * 1024;

    private static final String COOKIE = "foedus";
    private static final int MISDIRECTED = 421;
    private static final int FORBIDDEN = 403;
    private static final int TOO_LARGE = 413;
    private static final String SAME_ORIGIN = "same-origin";

    /// What the start page needs.
    private static final Set<String> WITHOUT_COOKIE =
            Set.of("/assets/portal.css", "/assets/start.js", "/assets/mark.svg");

    private final Admission admission;
    private final Mirror mirror;
    private final Follower follower;
    private final Pages pages;
    private final Acting acting;
    private final News news;
    private final Javalin server;
    private final Loopback loopback;
    private final Path folder;
    private final InstantSource clock;
    private final Queue<StartPage> startPages = new ConcurrentLinkedQueue<>();

    private Console(
            NodeHome home,
            HubTarget target,
            ApiView api,
            String version,
            InstantSource clock,
            Loopback loopback) {
        this.loopback = loopback;
        this.folder = home.folder();
        this.clock = clock;
        this.admission = new Admission(clock);
        this.mirror = Mirror.open(home.ledger(), home.hub().identity(), clock);
        var pocket = new Pocket(home);
        this.follower =
                new Follower(
                        mirror,
                        () -> HubClient.of(target, clock),
                        pocket::reader,
                        clock,
                        Pause.sleeping());
        this.pages =
                new Pages(
                        new OwnViews(home, target, mirror, version, clock),
                        pocket,
                        follower,
                        api,
                        clock);
        var pen =
                new Pen(
                        pocket,
                        () -> HubClient.of(target, clock),
                        new OutgoingLog(home.outgoingFile()),
                        home.hub().addresses().getFirst(),
                        clock,
                        mirror::requireTrust);
        this.acting =
                new Acting(
                        pages,
                        pen,
                        new Desk(clock),
                        follower,
                        new Keeping(pages, pen, follower, clock));
        this.news = new News(follower);
        this.server = Javalin.create(this::configure);
    }

    /// Starts a console. The hub need not answer: then the pages show the copy that is here.
    ///
    /// @param target the hub that the node is pinned to
    /// @param api what the reader of the API shows
    /// @param version of this Foedus
    /// @param port 0 for any free one
    /// @throws FoedusException `PORT_IN_USE`; `VERIFICATION_FAILED` where the copy is damaged
    public static Console start(
            NodeHome home,
            HubTarget target,
            ApiView api,
            String version,
            InstantSource clock,
            int port) {
        var loopback = Loopback.open(port, new SecureRandom());
        try {
            var console = new Console(home, target, api, version, clock, loopback);
            try {
                console.server.start();
            } catch (RuntimeException e) {
                console.mirror.close();
                throw e;
            }
            console.follower.start();
            return console;
        } catch (RuntimeException e) {
            loopback.close();
            throw e;
        }
    }

    public int port() {
        return loopback.port();
    }

    /// The only `Host` that it answers to.
    String authority() {
        return loopback.name() + ":" + port();
    }

    /// Where a browser begins: good once, for two minutes. The token stands behind `#`, which no
    /// request and no log carries.
    public URI startUrl() {
        return URI.create("http://" + authority() + "/start#" + admission.newToken());
    }

    /// A page for a browser that is told by a command line where to begin. It is gone when a
    /// browser was let in, or nobody can be any more.
    ///
    /// @param start from [#startUrl]
    public Path startPage(URI start) {
        var page = StartPage.write(folder, start, clock);
        startPages.add(page);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        Pause.sleeping().pause(StartPage.LIFE);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    page.close();
                    startPages.remove(page);
                });
        return page.file();
    }

    private void removeStartPages() {
        for (var page = startPages.poll(); page != null; page = startPages.poll()) {
            page.close();
        }
    }

    /// Waits until the copy here holds an entry.
    boolean holds(long index, Duration most) {
        return follower.holds(index, most);
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.concurrency.useVirtualThreads = true;
        loopback.channels()
                .forEach(c ->
                        config.jetty.addConnector((server, http) -> connector(server, http, c)));
        config.http.maxRequestSize = MAX_REQUEST_BYTES;
        var routes = config.routes;
        routes.before(this::guard);
        routes.get("/", this::read);
        routes.get("/*", this::read);
        routes.post("/*", this::write);
        routes.exception(FoedusException.class, (e, ctx) -> pages.failed(ctx, asked(ctx), e));
        routes.exception(
                HttpResponseException.class,
                (e, ctx) -> {
                    if (e.getStatus() == TOO_LARGE) {
                        tooLarge(ctx);
                    } else {
                        ctx.status(e.getStatus());
                    }
                });
    }

    private static ServerConnector connector(
            Server server, HttpConfiguration http, ServerSocketChannel channel) {
        var connector = new ServerConnector(server, new HttpConnectionFactory(http));
        try {
            connector.open(channel);
        } catch (IOException e) {
            throw new FoedusException(ErrorCode.IO_FAILED, "listen for browsers", e);
        }
        return connector;
    }

    /// A request as the pages see it.
    private Asking asked(Context ctx) {
        var session = admission.admit(ctx.cookie(COOKIE), false);
        return Asking.of(ctx, session.map(Admission.Session::ticket).orElse(""));
    }

    private void guard(Context ctx) {
        ctx.header("Content-Security-Policy", Portal.CONTENT_SECURITY_POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", SAME_ORIGIN)
                .header("Cross-Origin-Opener-Policy", SAME_ORIGIN)
                .header("Cross-Origin-Resource-Policy", SAME_ORIGIN)
                .header("Cache-Control", "no-store");
        var host = String.valueOf(ctx.header("Host"));
        if (!host.equals(authority())) {
            refuse(ctx, MISDIRECTED, Said.of("refuse.host"));
            return;
        }
        boolean reads = ctx.req().getMethod().equals("GET");
        if (!reads && !ours(ctx, host)) {
            refuse(ctx, FORBIDDEN, Said.of("refuse.origin"));
            return;
        }
        if (ctx.req().getContentLengthLong() > MAX_REQUEST_BYTES) {
            tooLarge(ctx);
            ctx.skipRemainingHandlers();
            return;
        }
        boolean open = WITHOUT_COOKIE.contains(ctx.path()) || Asking.path(ctx).equals("/start");
        var cookie = ctx.cookie(COOKIE);
        if (!open && admission.admit(cookie, person(ctx)).isEmpty()) {
            boolean idle = admission.standing(cookie) == Admission.Standing.IDLE;
            var why = idle ? Said.of("start.idle") : Said.of("start.needed");
            refuse(ctx, FORBIDDEN, why, reads ? List.of() : Acting.typed(ctx));
        }
    }

    /// Whether a form was sent by a page of this console; a browser that says where a request comes
    /// from must say so.
    private static boolean ours(Context ctx, String host) {
        return ("http://" + host).equals(ctx.header("Origin"))
                && Optional.ofNullable(ctx.header("Sec-Fetch-Site"))
                        .map(SAME_ORIGIN::equals)
                        .orElse(true);
    }

    /// Not a page that fetches itself again.
    private static boolean person(Context ctx) {
        var wanted = ctx.header("Sec-Fetch-Dest");
        return wanted == null || wanted.equals("document");
    }

    private void refuse(Context ctx, int status, Said why) {
        refuse(ctx, status, why, List.of());
    }

    private void refuse(Context ctx, int status, Said why, List<OwnPage.Answer> typed) {
        pages.start(ctx.status(status), Asking.language(ctx), why, typed);
        ctx.skipRemainingHandlers();
    }

    private void tooLarge(Context ctx) {
        pages.start(
                ctx.status(TOO_LARGE),
                Asking.language(ctx),
                Said.of("refuse.large", "most", MAX_REQUEST_BYTES));
    }

    private void read(Context ctx) {
        var asked = asked(ctx);
        if (asked.path().startsWith("/assets/")) {
            pages.asset(ctx);
        } else if (asked.path().equals(News.PATH)) {
            news.follow(ctx);
        } else if (asked.path().equals("/start")) {
            pages.start(ctx, asked.language(), null);
        } else if (asked.path().startsWith(Acting.PATH + "/")) {
            acting.show(ctx, asked);
        } else {
            pages.show(ctx, asked);
        }
    }

    private void write(Context ctx) {
        var path = Asking.path(ctx);
        if (path.equals("/start")) {
            begin(ctx, Asking.language(ctx));
            return;
        }
        var session = admission.admit(ctx.cookie(COOKIE), false);
        if (session.isEmpty() || !session.get().has(ctx.formParam("ticket"))) {
            refuse(ctx, FORBIDDEN, Said.of("refuse.ticket"), Acting.typed(ctx));
            return;
        }
        var asked = Asking.of(ctx, session.get().ticket());
        if (path.equals(Acting.PATH)) {
            acting.prepare(ctx, asked);
        } else if (path.startsWith(Acting.PATH + "/")) {
            acting.sign(ctx, asked);
        } else {
            pages.missing(ctx, asked);
        }
    }

    private void begin(Context ctx, Language language) {
        var cookie = admission.exchange(ctx.formParam("token"));
        if (cookie.isEmpty()) {
            refuse(ctx, FORBIDDEN, Said.of("start.used"));
            return;
        }
        removeStartPages();
        ctx.header(
                        "Set-Cookie",
                        COOKIE + "=" + cookie.get() + "; Path=/; HttpOnly; SameSite=Strict")
                .header("Location", "/" + language.tag() + "/")
                .status(303);
    }

    @Override
    public void close() {
        // First what pages wait for, so that their streams end.
        follower.close();
        server.stop();
        loopback.close();
        removeStartPages();
        mirror.close();
    }
}
