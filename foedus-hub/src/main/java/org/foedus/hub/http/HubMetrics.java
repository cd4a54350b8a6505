package org.foedus.hub.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.LimitSettings;
import org.foedus.hub.session.Sessions;

/// What `/metrics` says.
final class HubMetrics {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /// The registry holds what it counts weakly.
    private final List<Supplier<Number>> counted = new ArrayList<>();

    HubMetrics(HubRuntime runtime) {
        Gauge.builder("foedus.ledger.entries", () -> runtime.read(l -> l.state().size()))
                .description("entries in the ledger")
                .register(registry);
        Gauge.builder("foedus.recovering", () -> runtime.read(l -> l.recovering().active()) ? 1 : 0)
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
                                runtime.read(l ->
                                        l.state().runs().values().stream()
                                                .filter(r -> r.active())
                                                .count()))
                .description("runs under way")
                .register(registry);
        Gauge.builder("foedus.blobs.wanted", () -> runtime.wanted().size())
                .description("blobs that were lost or damaged and are asked for again")
                .register(registry);
        Gauge.builder("foedus.blobs.mended", () -> runtime.wanted().mended())
                .description("blobs that came again since the start")
                .register(registry);
        Gauge.builder("foedus.blobs.damaged", () -> runtime.tally().damaged())
                .description("blobs found damaged, and moved aside, since the start")
                .register(registry);
        Gauge.builder("foedus.scrub.progress", () -> runtime.tally().progress())
                .description("how far the blobs are read again, from 0 to 1")
                .register(registry);
        Gauge.builder("foedus.scrub.read.bytes", () -> runtime.tally().read())
                .description("bytes of blobs read again since the start")
                .register(registry);
        Gauge.builder("foedus.claims.day.bytes", () -> runtime.read(l -> l.saidToday()))
                .description("bytes that members added to the ledger in the last day")
                .register(registry);
        Gauge.builder("foedus.claims.day.most.bytes", () -> runtime.read(l -> l.mostADay()))
                .description("most bytes that members may add to the ledger in a day")
                .register(registry);
        Gauge.builder("foedus.heap.used.bytes", HubMetrics::heap)
                .description("bytes of heap in use")
                .register(registry);
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
        registry.counter("foedus.claims", "type", type, "outcome", outcome).increment();
    }

    void moved(String direction, long bytes) {
        registry.counter("foedus.tensor.bytes", "direction", direction).increment((double) bytes);
    }

    void failure(String code) {
        registry.counter("foedus.failures", "code", code).increment();
    }

    String scrape() {
        return registry.scrape();
    }
}
