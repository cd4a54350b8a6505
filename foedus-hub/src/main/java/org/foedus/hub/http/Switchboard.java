package org.foedus.hub.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubHome.Settings.Reading;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.api.ApiDocument;
import org.foedus.hub.round.ModelCheck;
import org.foedus.hub.round.UpdateCheck;
import org.foedus.hub.session.Sessions;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.model.Architectures;

/// Every route of the hub, and what its failures look like; knows of no server.
public final class Switchboard {
    private static final Logger LOG = System.getLogger("org.foedus.hub.http");

    private final List<Route> routes = new ArrayList<>();
    private final HubMetrics metrics;
    private final RecoveryRoutes recovery;

    private Switchboard(HubMetrics metrics, RecoveryRoutes recovery) {
        this.metrics = metrics;
        this.recovery = recovery;
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
                Architectures::named);
    }

    /// @param tlsPins SHA-256 of the public keys that the hub's statement names
    /// @param reading who may read what members decided
    /// @param architectures those that a plan may name
    public static Switchboard of(
            HubRuntime runtime,
            Sessions sessions,
            Signer hub,
            Blobs blobs,
            SortedSet<Sha256> tlsPins,
            String version,
            Reading reading,
            Function<String, Optional<Architecture>> architectures) {
        var door = new Door(runtime, sessions);
        var metrics = new HubMetrics(runtime);
        var traffic = new Traffic();
        var recovery = new RecoveryRoutes(door, hub.publicKey());
        var board = new Switchboard(metrics, recovery);
        recovery.register(board);
        new SessionRoutes(door, hub, tlsPins, version).register(board);
        new ClaimRoutes(
                        door,
                        new UpdateCheck(blobs),
                        new ModelCheck(blobs, architectures),
                        traffic,
                        metrics)
                .register(board);
        new LedgerRoutes(door).register(board);
        var outside = new HubOutside(runtime, blobs, traffic);
        new EntryRoutes(door, outside, reading == Reading.PUBLIC).register(board);
        new ReadRoutes(door, reading == Reading.PUBLIC).register(board);
        new BlobRoutes(door, blobs, traffic, metrics).register(board);
        board.get("/healthz", exchange -> health(exchange, runtime));
        board.get(
                "/metrics",
                exchange ->
                        exchange.contentType("text/plain; version=0.0.4; charset=utf-8")
                                .result(metrics.scrape()));
        var document = ApiDocument.shipped();
        new DocumentRoutes(document).register(board);
        if (reading != Reading.OFF) {
            new PageRoutes(door, outside, reading).register(board);
            new LiveRoutes(door, reading == Reading.PUBLIC).register(board);
        }
        return board;
    }

    private static void health(Exchange exchange, HubRuntime runtime) {
        long entries = runtime.read(l -> l.state().size());
        var status = runtime.read(l -> l.recovering().active()) ? "recovering" : "ok";
        exchange.contentType("application/json")
                .result("{\"status\":\"" + status + "\",\"entries\":" + entries + "}");
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

    /// The first route for a request of `path`, which has no query.
    public Optional<Found> find(String method, String path) {
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
        try {
            harden(exchange);
            recovery.requireWhole(route);
            route.handler().handle(exchange);
        } catch (FoedusException e) {
            metrics.failure(e.code().name());
            if (e.code().type() != ErrorType.CALLER && e.code() != ErrorCode.RECOVERING) {
                LOG.log(
                        Level.WARNING,
                        "request.failed code=" + e.code() + " path=" + exchange.path(),
                        e);
            }
            Door.problem(exchange, e);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "request.broken path=" + exchange.path(), e);
            metrics.failure(ErrorCode.INTERNAL_ERROR.name());
            Door.problem(
                    exchange,
                    new FoedusException(
                            ErrorCode.INTERNAL_ERROR, "the hub failed; its log says more"));
        }
    }

    static void harden(Exchange exchange) {
        exchange.header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "same-origin")
                .header("Strict-Transport-Security", "max-age=31536000");
    }
}
