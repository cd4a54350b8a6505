package org.foedus.hub.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubHome.Settings.Reading;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.LimitSettings;
import org.foedus.hub.api.ApiDocument;
import org.foedus.hub.round.ModelCheck;
import org.foedus.hub.round.UpdateCheck;
import org.foedus.hub.session.Sessions;
import org.foedus.protocol.json.Json;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.model.Architectures;

/// Every route of the hub, and what its failures look like; knows of no server.
public final class Switchboard {
    /// Headers of every answer.
    static final SortedMap<String, String> HARDENED =
            new TreeMap<>(
                    Map.of(
                            "X-Content-Type-Options",
                            "nosniff",
                            "Cache-Control",
                            "no-store",
                            "Referrer-Policy",
                            "same-origin",
                            "Strict-Transport-Security",
                            "max-age=31536000"));

    /// Sign-ins by unknown keys, a minute: from one address, and in all.
    private static final int SIGN_INS = 100;

    private static final int ALL_SIGN_INS = 2_000;

    /// Applications without an invitation, the same.
    private static final int GUESSES = 30;

    private static final int ALL_GUESSES = 300;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// Before what an API's route is about: nothing, `api`, `v1`.
    private static final int API_PARTS = 3;

    private final List<Route> routes = new ArrayList<>();
    private final HubMetrics metrics;
    private final RecoveryRoutes recovery;
    private final BodyBudget bodies;
    private final RequestLog log;

    private Switchboard(
            HubMetrics metrics, RecoveryRoutes recovery, BodyBudget bodies, RequestLog log) {
        this.metrics = metrics;
        this.recovery = recovery;
        this.bodies = bodies;
        this.log = log;
    }

    /// Answers one kind of request.
    @FunctionalInterface
    public interface Handler {
        void handle(Exchange exchange) throws IOException;
    }

    /// @param pattern a path; `{name}` stands for a segment, `<name>` for the rest
    public record Route(String method, String pattern, Handler handler) {}

    /// A route that fits a request.
    ///
    /// @param parameters by the names in its pattern
    public record Found(Route route, SortedMap<String, String> parameters) {}

    /// As below, for members to read.
    public static Switchboard of(
            HubRuntime runtime,
            Sessions sessions,
            Signer hub,
            Blobs blobs,
            SortedSet<Sha256> tlsPins,
            String version) {
        return of(
                runtime,
                sessions,
                hub,
                blobs,
                tlsPins,
                version,
                Reading.MEMBERS,
                LimitSettings.DEFAULT,
                Architectures::named);
    }

    /// @param tlsPins SHA-256 of the public keys that the hub's statement names
    /// @param reading who may read what members decided
    /// @param limits how much it bears
    /// @param architectures those that a plan may name
    public static Switchboard of(
            HubRuntime runtime,
            Sessions sessions,
            Signer hub,
            Blobs blobs,
            SortedSet<Sha256> tlsPins,
            String version,
            Reading reading,
            LimitSettings limits,
            Function<String, Optional<Architecture>> architectures) {
        var bodies = new BodyBudget(limits.membersBodyBytes(), limits.strangersBodyBytes());
        var door = new Door(runtime, sessions, bodies);
        var metrics = new HubMetrics(runtime, version);
        var traffic = new Traffic();
        var recovery = new RecoveryRoutes(door, hub.publicKey());
        var log = new RequestLog(runtime::now);
        var board = new Switchboard(metrics, recovery, bodies, log);
        recovery.register(board);
        var signIns = new Rate("strangers_sign_ins", SIGN_INS, ALL_SIGN_INS, MINUTE);
        var guesses = new Rate("applications", GUESSES, ALL_GUESSES, MINUTE);
        metrics.watch(bodies, limits);
        metrics.watch(sessions);
        metrics.watch(signIns);
        metrics.watch(guesses);
        log.rates().forEach(metrics::watch);
        new SessionRoutes(door, hub, tlsPins, version, signIns).register(board);
        new ClaimRoutes(
                        door,
                        blobs,
                        new UpdateCheck(blobs, runtime.uploads()),
                        new ModelCheck(blobs, architectures),
                        traffic,
                        metrics,
                        guesses)
                .register(board);
        new LedgerRoutes(door).register(board);
        var outside = new HubOutside(runtime, blobs, traffic);
        new EntryRoutes(door, outside, reading == Reading.PUBLIC).register(board);
        new ReadRoutes(door, outside, reading == Reading.PUBLIC).register(board);
        new BlobRoutes(door, blobs, traffic, metrics).register(board);
        board.get("/healthz", exchange -> health(exchange, runtime));
        board.get("/metrics", exchange -> metrics(exchange, limits, metrics));
        var document = ApiDocument.shipped();
        new DocumentRoutes(document).register(board);
        if (reading != Reading.OFF) {
            new PageRoutes(door, outside, reading).register(board);
            new LiveRoutes(door, reading == Reading.PUBLIC).register(board);
        }
        return board;
    }

    /// @param disk what is wrong with it, if anything is
    private record Health(String status, long entries, Optional<String> disk) {}

    /// `failing`, with status 503, once a work of the hub's own fails again and again.
    private static void health(Exchange exchange, HubRuntime runtime) {
        var snapshot = runtime.snapshot();
        var failing = runtime.troubles().failing();
        var disk = runtime.tally().disk();
        var well = disk.isPresent() ? "disk-full" : "ok";
        var status = snapshot.recovering() ? "recovering" : well;
        exchange.status(failing.isPresent() ? 503 : 200)
                .contentType("application/json")
                .result(
                        Json.write(
                                new Health(
                                        failing.isPresent() ? "failing" : status,
                                        snapshot.size(),
                                        disk)));
    }

    private static void metrics(Exchange exchange, LimitSettings limits, HubMetrics metrics) {
        if (!limits.readsMetrics(exchange.address())) {
            throw new FoedusException(
                    ErrorCode.NOT_ALLOWED,
                    "/metrics is for the hub's own machine, and for those that metrics_readers"
                            + " names under limits in hub.json");
        }
        exchange.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape());
    }

    HubMetrics metrics() {
        return metrics;
    }

    /// Tells `/metrics` how the hub stands on its machine.
    public void watch(Standing standing) {
        metrics.watch(standing);
    }

    RequestLog log() {
        return log;
    }

    void get(String pattern, Handler handler) {
        routes.add(new Route("GET", pattern, handler));
    }

    void post(String pattern, Handler handler) {
        routes.add(new Route("POST", pattern, handler));
    }

    void patch(String pattern, Handler handler) {
        routes.add(new Route("PATCH", pattern, handler));
    }

    void head(String pattern, Handler handler) {
        routes.add(new Route("HEAD", pattern, handler));
    }

    List<Route> routes() {
        return List.copyOf(routes);
    }

    /// The first route for a request of `path`, which has no query. HEAD is answered as GET, but
    /// for what is sent.
    public Optional<Found> find(String method, String path) {
        var found = exactly(method, path);
        return found.isPresent() || !method.equals("HEAD") ? found : exactly("GET", path);
    }

    private Optional<Found> exactly(String method, String path) {
        for (var route : routes) {
            var parameters = new TreeMap<String, String>();
            if (route.method().equals(method)
                    && fits(route.pattern().split("/", -1), path.split("/", -1), parameters)) {
                return Optional.of(new Found(route, parameters));
            }
        }
        return Optional.empty();
    }

    private static boolean fits(
            String[] pattern, String[] path, SortedMap<String, String> parameters) {
        for (int i = 0; i < pattern.length; i++) {
            var part = pattern[i];
            if (part.startsWith("<") && i < path.length) {
                var rest = List.of(path).subList(i, path.length);
                parameters.put(part.substring(1, part.length() - 1), String.join("/", rest));
                return true;
            }
            if (i >= path.length) {
                return false;
            }
            if (part.startsWith("{") && !path[i].isEmpty()) {
                parameters.put(part.substring(1, part.length() - 1), path[i]);
            } else if (!part.equals(path[i])) {
                return false;
            }
        }
        return pattern.length == path.length;
    }

    /// Answers; a failure becomes an answer with its name.
    public void serve(Route route, Exchange exchange) {
        long began = System.nanoTime();
        try {
            bodies.during(() -> answer(route, exchange));
        } finally {
            metrics.took(area(route.pattern()), Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /// What a route is about: few, whatever the requests are.
    private static String area(String pattern) {
        var parts = pattern.split("/", -1);
        boolean api = pattern.startsWith("/api/v1/");
        return api && parts.length > API_PARTS ? parts[API_PARTS] : api ? "api" : "pages";
    }

    private void answer(Route route, Exchange exchange) {
        try {
            harden(exchange);
            recovery.requireWhole(route);
            route.handler().handle(exchange);
        } catch (FoedusException e) {
            failed(exchange, e, BrokenOff.behind(e));
        } catch (IOException | RuntimeException e) {
            var broken = BrokenOff.behind(e);
            if (broken.isPresent()) {
                brokenOff(exchange, broken.get());
            } else {
                log.broken(exchange.path(), e);
                defect(exchange);
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            log.broken(exchange.path(), e);
            defect(exchange);
        }
    }

    private void failed(Exchange exchange, FoedusException e, Optional<BrokenOff> broken) {
        if (broken.isPresent()) {
            brokenOff(exchange, broken.get());
            return;
        }
        metrics.failure(e.code().name());
        switch (e.code().type()) {
            case CALLER, CAPACITY -> {
                // Whoever asks is told; a log would be theirs to fill.
            }
            case EXTERNAL -> {
                if (e.code() != ErrorCode.RECOVERING) {
                    log.failed(exchange.path(), e);
                }
            }
            case INTERNAL -> log.broken(exchange.path(), e);
        }
        problem(exchange, e.code().httpStatus(), e);
    }

    /// The caller's doing, and perhaps nobody listens.
    private void brokenOff(Exchange exchange, BrokenOff broken) {
        metrics.failure("BROKEN_OFF");
        log.bad(
                exchange.address(),
                exchange.method() + " " + exchange.path(),
                broken.status(),
                why(broken));
        problem(
                exchange,
                broken.status(),
                new FoedusException(Problems.code(broken.status()), "the request broke off"));
    }

    private static String why(BrokenOff broken) {
        var cause = InvariantViolation.present(broken.getCause(), "no cause");
        return Optional.ofNullable(cause.getMessage()).orElseGet(cause::toString);
    }

    private void defect(Exchange exchange) {
        metrics.failure(ErrorCode.INTERNAL_ERROR.name());
        problem(
                exchange,
                ErrorCode.INTERNAL_ERROR.httpStatus(),
                new FoedusException(ErrorCode.INTERNAL_ERROR, "the hub failed; its log says more"));
    }

    private static void problem(Exchange exchange, int status, FoedusException e) {
        if (exchange.begun()) {
            exchange.breakOff();
        } else {
            Door.problem(exchange, status, e);
        }
    }

    static void harden(Exchange exchange) {
        HARDENED.forEach(exchange::header);
    }
}
