package org.foedus.hub.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.foedus.hub.HubRuntime;

/// What `/metrics` says.
final class HubMetrics {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    HubMetrics(HubRuntime runtime) {
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
        Gauge.builder("foedus.internal.failures", () -> runtime.troubles().total())
                .description("failures of the hub's own work since the start: its log says which")
                .register(registry);
        Gauge.builder("foedus.heap.used.bytes", HubMetrics::heap)
                .description("bytes of heap in use")
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
