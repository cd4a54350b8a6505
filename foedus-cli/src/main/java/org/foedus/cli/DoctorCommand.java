package org.foedus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Signer;
import org.foedus.engine.Engine;
import org.foedus.hub.HubHome;
import org.foedus.link.address.HubAddress;
import org.foedus.link.client.HubTarget;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.home.NodeHome;
import org.foedus.protocol.api.Api;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `foedus doctor`.
@Command(
        name = "doctor",
        description =
                "Look at what goes wrong most: clock, disk, keys, proxy, TLS, hub, versions,"
                        + " engine. Each line says ok, warn or fail, and the fix. Exits with 4 if"
                        + " anything fails.",
        footerHeading = "%nExample:%n",
        footer = "  foedus doctor --home ./italy")
final class DoctorCommand implements Callable<Integer> {
    private static final long LEAST_FREE_BYTES = 1L << 30;
    private static final Duration TOLERATED_SKEW = Duration.ofSeconds(30);

    @Mixin private Globals globals = new Globals();
    private boolean failed;

    @Override
    public Integer call() {
        var home = globals.home();
        say("ok", "java", Runtime.version().toString());
        disk(home);
        if (Access.holdsNode(home)) {
            node(NodeHome.open(home));
        }
        if (Access.holdsHub(home)) {
            hub(HubHome.open(home));
        }
        if (!Access.holdsNode(home) && !Access.holdsHub(home)) {
            say(
                    "warn",
                    "home",
                    home + " holds neither a hub nor a node: foedus join, or --home elsewhere");
        }
        for (var engine : ServiceLoader.load(Engine.class)) {
            var why = engine.unavailable();
            say(
                    why.isPresent() ? "warn" : "ok",
                    "engine " + engine.name(),
                    why.orElseGet(engine::device));
        }
        return failed ? ErrorCode.HUB_UNREACHABLE.type().exitCode() : 0;
    }

    private void disk(Path home) {
        try {
            var existing = home;
            while (!Files.exists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            long free = Files.getFileStore(existing).getUsableSpace();
            say(
                    free < LEAST_FREE_BYTES ? "warn" : "ok",
                    "disk",
                    (free >> 20)
                            + " MiB free at "
                            + existing
                            + (free < LEAST_FREE_BYTES ? ": free some, or move --home" : ""));
        } catch (IOException e) {
            say("fail", "disk", "cannot look at " + home + ": " + e.getMessage());
        }
    }

    private void node(NodeHome home) {
        key("organisation key", home::organisationKey);
        key("node key", home::nodeKey);
        check(
                "policy",
                () -> home.policy().rules().size() + " rules; what none permits waits for you");
        check("datasets", () -> home.datasets().names().toString());
        check(
                "mirror",
                () -> {
                    try (var mirror = Mirror.open(home.ledger(), home.hub().identity())) {
                        return mirror.size() + " entries, verified";
                    }
                });
        check(
                "proxy",
                () -> {
                    var first = HubAddress.parse(home.hub().addresses().getFirst());
                    var proxy = Access.proxy(first, home.settings().proxy());
                    return proxy == null ? "none" : "through " + proxy;
                });
        check("hub", () -> reach(Access.target(home)));
    }

    private void hub(HubHome home) {
        key("hub identity key", home::identity);
        var settings = home.settings();
        var target =
                HubTarget.direct(
                        Access.local(settings.bind(), settings.port()),
                        home.identity().publicKey().fingerprint());
        check("hub", () -> reach(target));
    }

    /// Goes to the hub, trusting its identity key alone; says what stood in the way.
    private String reach(HubTarget target) {
        try (var hub = HubClient.of(target, WallClock.real())) {
            var statement = hub.statement();
            var skew = Duration.between(statement.at(), WallClock.real().instant()).abs();
            if (skew.compareTo(TOLERATED_SKEW) > 0) {
                say("warn", "clock", "differs from the hub's by " + skew + ": set it by NTP");
            } else {
                say("ok", "clock", "as the hub's");
            }
            if (statement.api() != Api.VERSION) {
                throw new FoedusException(
                        ErrorCode.WRONG_STATE,
                        "the hub speaks API version "
                                + statement.api()
                                + ", this is "
                                + Api.VERSION
                                + ": install the same version of Foedus");
            }
            return statement.allianceName()
                    + " at "
                    + target.addresses()
                    + ", version "
                    + statement.version()
                    + ", TLS pinned to its identity key";
        }
    }

    private void key(String what, Supplier<Signer> load) {
        check(what, () -> load.get().publicKey().fingerprint().shortHex() + "…, for you alone");
    }

    private void check(String what, Supplier<String> look) {
        try {
            say("ok", what, look.get());
        } catch (FoedusException e) {
            say("fail", what, e.code() + ": " + e.reason());
        }
    }

    private void say(String verdict, String what, String text) {
        failed |= verdict.equals("fail");
        var output = globals.output();
        output.say("%-5s %-18s %s".formatted(verdict, what, text));
        output.event(
                "check",
                fields -> fields.put("verdict", verdict).put("what", what).put("text", text));
    }
}
