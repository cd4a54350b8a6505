package org.foedus.node.home;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.run.PlanLimits;
import org.foedus.protocol.form.Form;
import org.foedus.protocol.form.Times;
import org.foedus.protocol.form.Yaml;
import org.foedus.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/// `node.yaml`: who the node is, and how it works.
///
/// @param threads that training may use
/// @param proxy to dial the hub through, as [org.foedus.link.client.ProxyChoice] takes it; null to
///   look in the environment
public record NodeSettings(
        MemberId member,
        NodeId node,
        EngineWish engine,
        int threads,
        @Nullable String proxy,
        NodeLimits limits) {
    public static final int MAX_THREADS = 1024;
    private static final int MAX_TEXT = 300;

    /// Which engine the owner wants.
    public enum EngineWish {
        /// The fastest one that this machine and the plan allow.
        AUTO,
        PLAIN,
        TORCH
    }

    /// Everything but the names by default.
    public static NodeSettings of(MemberId member, NodeId node) {
        return new NodeSettings(member, node, EngineWish.AUTO, 1, null, NodeLimits.NONE);
    }

    /// Reads a file; `BAD_REQUEST` with everything that is wrong.
    public static NodeSettings read(String fileName, byte[] yaml) {
        return Yaml.read(fileName, yaml, ErrorCode.BAD_REQUEST, NodeSettings::form);
    }

    private static Supplier<NodeSettings> form(Form form) {
        var member = form.name("member").as(MemberId::new).required();
        var node = form.name("node").as(NodeId::new).required();
        var engine = form.choice("engine", EngineWish.class).or(EngineWish.AUTO);
        var threads = form.count("threads", 1, MAX_THREADS).or(1);
        var proxy = form.text("proxy", MAX_TEXT).optional();
        var limits = limits(form.section("limits"));
        return () ->
                new NodeSettings(
                        member.get(),
                        node.get(),
                        engine.get(),
                        threads.get(),
                        proxy.get().orElse(null),
                        limits.get());
    }

    private static Supplier<NodeLimits> limits(Form form) {
        var steps = form.count("max_steps", 1, PlanLimits.MAX_STEPS).or(PlanLimits.MAX_STEPS);
        var work =
                form.time("max_work", Duration.ofSeconds(1), PlanLimits.MAX_TIME)
                        .or(PlanLimits.MAX_TIME);
        var hours = form.text("hours", MAX_TEXT).as(Hours::parse).optional();
        return () -> new NodeLimits(steps.get(), work.get(), hours.get().orElse(null));
    }

    /// The file that reads as these settings.
    public byte[] yaml() {
        var text = new StringBuilder("# A Foedus node. See docs/reference/node.md.\n");
        text.append("member: ").append(Json.text(member)).append('\n');
        text.append("node: ").append(Json.text(node)).append('\n');
        text.append("# auto, plain or torch\n");
        text.append("engine: ").append(engine.name().toLowerCase(Locale.ROOT)).append('\n');
        text.append("threads: ").append(threads).append('\n');
        if (proxy != null) {
            text.append("proxy: ").append(Json.text(proxy)).append('\n');
        }
        text.append("limits:\n");
        text.append("  max_steps: ").append(limits.maxSteps()).append('\n');
        text.append("  max_work: ").append(Times.print(limits.maxWork())).append('\n');
        var hours = limits.hours();
        if (hours != null) {
            text.append("  hours: ").append(Json.text(hours.toString())).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
