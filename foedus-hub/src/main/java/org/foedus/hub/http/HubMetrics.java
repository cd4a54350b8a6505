package org.foedus.hub.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.LimitSettings;
import org.foedus.hub.session.Sessions;

/// What `/metrics` says.
final class HubMetrics {
    private static final Duration[] OBJECTIVES = {
        Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /// The registry holds what it counts weakly.
    private final List<Supplier<Number>> counted = new ArrayList<>();

    HubMetrics(HubRuntime runtime, String version) {
        Gauge.builder("foedus.build.info", () -> 1)
                .tag("version", version)
                .description("always 1; what runs is in the label")
                .register(registry);
        var start = runtime.now();
        Gauge.builder("foedus.start.time.seconds", start::getEpochSecond)
                .description("when this hub began to serve, in seconds since 1970")
                .register(registry);
        Gauge.builder("foedus.ledger.entries", () -> runtime.state().size())
                .description("entries in the ledger")
                .register(registry);
        Gauge.builder("foedus.recovering", () -> runtime.snapshot().recovering() ? 1 : 0)
                .description("whether the ledger is being made whole, so that the hub waits")
                .register(registry);
        Gauge.builder(
                        "foedus.nodes.reachable",
                        () -> runtime.presence().reachable(runtime.now()).size())
                .description("nodes heard of lately")
                .register(registry);
        Gauge.builder(
                        "foedus.runs.active",
                        () ->
                                runtime.state().runs().values().stream()
                                        .filter(r -> r.active())
                                        .count())
                .description("runs under way")
                .register(registry);
        Gauge.builder("foedus.blobs.wanted", () -> runtime.wanted().size())
                .description("blobs that were lost or damaged and are asked for again")
                .register(registry);
        total("foedus.blobs.mended", () -> runtime.wanted().mended(), "blobs that came again");
        total(
                "foedus.blobs.damaged",
                () -> runtime.tally().damaged(),
                "blobs found damaged, and moved aside");
        Gauge.builder("foedus.uploads.pending", () -> runtime.uploads().count())
                .description("uploads that are open, or whole and not used yet")
                .register(registry);
        Gauge.builder("foedus.uploads.pending.bytes", () -> runtime.uploads().bytes())
                .description("bytes of uploads that are open, or whole and not used yet")
                .register(registry);
        Gauge.builder("foedus.scrub.progress", () -> runtime.tally().progress())
                .description("how far the blobs are read again, from 0 to 1")
                .register(registry);
        total("foedus.scrub.read.bytes", () -> runtime.tally().read(), "bytes of blobs read again");
        total(
                "foedus.internal.failures",
                () -> runtime.troubles().total(),
                "failures of the hub's own work: its log says which");
        Gauge.builder("foedus.claims.day.bytes", () -> runtime.saidToday())
                .description("bytes that members added to the ledger in the last day")
                .register(registry);
        Gauge.builder("foedus.claims.day.most.bytes", () -> runtime.mostADay())
                .description("most bytes that members may add to the ledger in a day")
                .register(registry);
        Gauge.builder("foedus.heap.used.bytes", HubMetrics::heap)
                .description("bytes of heap in use")
                .register(registry);
    }

    private void total(String name, Supplier<Number> count, String what) {
        counted.add(count);
        FunctionCounter.builder(name, count, c -> c.get().doubleValue())
                .description(what)
                .register(registry);
    }

    /// What only a hub with a folder and a port has.
    void watch(Standing standing) {
        Gauge.builder("foedus.leading", () -> 1)
                .description("1 while this hub leads; one that stands by answers no requests")
                .register(registry);
        Gauge.builder("foedus.lead.epoch", standing.epoch())
                .description("which lead of the ledger this is, counted from 1")
                .register(registry);
        Gauge.builder(
                        "foedus.tls.certificate.expiry.seconds",
                        () -> standing.certificateEnds().getEpochSecond())
                .description("when the hub's TLS certificate ends, in seconds since 1970")
                .register(registry);
        standing.disks()
                .forEach((folder, free) ->
                        Gauge.builder("foedus.disk.free.bytes", free)
                                .tag("folder", folder)
                                .description("bytes that are free where the folder lies")
                                .register(registry));
    }

    /// How long a request took, long polls and uploads among them.
    void took(String area, Duration time) {
        Timer.builder("foedus.http.requests")
                .tag("area", area)
                .description("time from the head of a request to the end of its answer")
                .serviceLevelObjectives(OBJECTIVES)
                .register(registry)
                .record(time);
    }

    /// What is in use of a limit, how much it is, and how often somebody was refused for it.
    private void limit(
            String name, Supplier<Number> used, Supplier<Number> most, Supplier<Number> refused) {
        Gauge.builder("foedus.limit.used", used)
                .tag("limit", name)
                .description("how much is in use")
                .register(registry);
        Gauge.builder("foedus.limit.most", most)
                .tag("limit", name)
                .description("how much there may be")
                .register(registry);
        counted.add(refused);
        FunctionCounter.builder("foedus.limit.refused", refused, r -> r.get().doubleValue())
                .tag("limit", name)
                .description("how often something was refused, or gave way")
                .register(registry);
    }

    void watch(Connections connections) {
        for (var stage : Connections.Stage.values()) {
            var name = "connections_" + stage.name().toLowerCase(Locale.ROOT);
            limit(
                    name,
                    () -> connections.open(stage),
                    () -> connections.most(stage),
                    () -> connections.evicted(stage));
            FunctionCounter.builder(
                            "foedus.connections.expired",
                            connections,
                            c -> (double) c.expired(stage))
                    .tag("stage", stage.name().toLowerCase(Locale.ROOT))
                    .description("connections that were silent or slow for too long")
                    .register(registry);
        }
    }

    void watch(BodyBudget bodies, LimitSettings limits) {
        limit("members_body_bytes", bodies::members, limits::membersBodyBytes, bodies::refused);
        limit(
                "strangers_body_bytes",
                bodies::strangers,
                limits::strangersBodyBytes,
                bodies::strangersRefused);
    }

    void watch(Sessions sessions) {
        limit("members_tokens", sessions::members, () -> Sessions.MAX_MEMBERS_TOKENS, () -> 0);
        limit(
                "strangers_tokens",
                sessions::strangers,
                () -> Sessions.MAX_STRANGERS_TOKENS,
                () -> 0);
    }

    void watch(Rate rate) {
        FunctionCounter.builder("foedus.rate.refused", rate, r -> (double) r.refused())
                .tag("rate", rate.name())
                .description("requests that came too often")
                .register(registry);
    }

    private static double heap() {
        var runtime = Runtime.getRuntime();
        return (double) (runtime.totalMemory() - runtime.freeMemory());
    }

    void claim(String type, String outcome) {
        Counter.builder("foedus.claims")
                .tags("type", type, "outcome", outcome)
                .description("claims that came, by what became of them")
                .register(registry)
                .increment();
    }

    void moved(String direction, long bytes) {
        Counter.builder("foedus.tensor.bytes")
                .tag("direction", direction)
                .description("bytes of tensors that were moved")
                .register(registry)
                .increment((double) bytes);
    }

    void failure(String code) {
        Counter.builder("foedus.failures")
                .tag("code", code)
                .description("requests that failed or were refused, by code")
                .register(registry)
                .increment();
    }

    String scrape() {
        return registry.scrape();
    }
}
