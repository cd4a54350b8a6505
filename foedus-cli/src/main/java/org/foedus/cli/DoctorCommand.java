package org.foedus.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
                "Look at what goes wrong most: clock, disk, port, keys, proxy, TLS, hub, version,"
                        + " engine. Each line says ok, warn or fail, and the fix. Exits with 4 if"
                        + " anything fails.",
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus doctor --home ./italy",
            "%nWith --json:",
            "  check (verdict, what, code?, text)"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final long LEAST_FREE_BYTES = 1L << 30;
    private static final long NOTHING_LEFT_BYTES = 64L << 20;
    private static final Duration TOLERATED_SKEW = Duration.ofSeconds(30);
    private static final String OK = "ok";
    private static final String WARN = "warn";

    @Mixin private Globals globals = new Globals();
    private boolean failed;

    @Override
    public Integer call() {
        var home = globals.home();
        say(OK, "java", Runtime.version().toString());
        disk(home);
        boolean node = Access.holdsNode(home);
        boolean hub = Access.holdsHub(home);
        if (node) {
            open("home", () -> NodeHome.open(home)).ifPresent(this::node);
        }
        if (hub) {
            open("home", () -> HubHome.open(home)).ifPresent(this::hub);
        }
        if (!node && !hub) {
            say(
                    WARN,
                    "home",
                    home + " holds neither a hub nor a node: foedus join, or --home elsewhere");
        }
        for (var engine : ServiceLoader.load(Engine.class)) {
            var why = engine.unavailable();
            say(
                    why.isPresent() ? WARN : OK,
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
            var found = (free >> 20) + " MiB free at " + existing;
            if (!Files.isWritable(existing)) {
                refuse(
                        "disk",
                        ErrorCode.IO_FAILED,
                        existing + " can't be written: change its owner, or use --home");
            } else if (free < NOTHING_LEFT_BYTES) {
                refuse(
                        "disk",
                        ErrorCode.DISK_FULL,
                        found + ": free some, or move the folder and name it by --home");
            } else if (free < LEAST_FREE_BYTES) {
                say(WARN, "disk", found + ": that is not much for models and updates");
            } else {
                say(OK, "disk", found);
            }
        } catch (IOException e) {
            refuse("disk", ErrorCode.IO_FAILED, "cannot look at " + home + ": " + e.getMessage());
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
        open("hub", () -> Access.target(home)).ifPresent(this::reach);
    }

    private void hub(HubHome home) {
        key("hub identity key", home::identity);
        open("settings", home::settings)
                .ifPresent(settings -> {
                    boolean answers =
                            open("hub", () -> Access.target(home)).map(this::reach).orElse(false);
                    if (answers) {
                        say(OK, "port", settings.port() + ", this hub's");
                    } else {
                        port(settings.bind(), settings.port());
                    }
                });
    }

    /// Whether the hub could listen there.
    private void port(String bind, int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getByName(bind))) {
            say(OK, "port", port + " is free: foedus hub start");
        } catch (IOException e) {
            refuse(
                    "port",
                    ErrorCode.PORT_IN_USE,
                    "this machine can't listen on "
                            + bind
                            + ":"
                            + port
                            + " ("
                            + e.getMessage()
                            + "); stop what listens there, or change bind and port in hub.json");
        }
    }

    /// Goes to the hub, trusting its identity key alone; says what stood in the way.
    private boolean reach(HubTarget target) {
        try (var hub = HubClient.of(target, WallClock.real())) {
            var statement = hub.statement();
            clock(Duration.between(statement.at(), WallClock.real().instant()).abs());
            version(statement);
            say(OK, "tls", "TLS 1.3, pinned to the hub's identity key");
            say(OK, "hub", statement.allianceName() + " at " + target.addresses());
            return true;
        } catch (FoedusException e) {
            refuse(label(e.code(), target), e.code(), e.reason());
            return false;
        }
    }

    private void clock(Duration skew) {
        if (skew.compareTo(TOLERATED_SKEW) > 0) {
            say(
                    WARN,
                    "clock",
                    "differs from the hub's by " + skew.toSeconds() + " s: set it, by NTP");
        } else {
            say(OK, "clock", "as the hub's");
        }
    }

    private void version(Api.Statement hub) {
        var ours = VersionText.number();
        if (hub.api() != Api.VERSION) {
            refuse(
                    "version",
                    ErrorCode.WRONG_STATE,
                    "the hub speaks API version "
                            + hub.api()
                            + ", this is "
                            + Api.VERSION
                            + ": install Foedus "
                            + hub.version());
        } else if (!hub.version().equals(ours)) {
            say(
                    WARN,
                    "version",
                    ours + " here, " + hub.version() + " at the hub: install the same");
        } else {
            say(OK, "version", ours + ", as the hub");
        }
    }

    /// Which of the things it looks at an error of the connection is about.
    private static String label(ErrorCode code, HubTarget target) {
        return switch (code) {
            case CLOCK_SKEW -> "clock";
            case TLS_INTERCEPTED -> "tls";
            case WRONG_HUB_KEY -> "hub key";
            case HUB_UNREACHABLE -> target.proxy() == null ? "hub" : "hub, by proxy";
            default -> "hub";
        };
    }

    private void key(String what, Supplier<Signer> load) {
        check(what, () -> load.get().publicKey().fingerprint().shortHex() + "…, for you alone");
    }

    private void check(String what, Supplier<String> look) {
        open(what, look).ifPresent(found -> say(OK, what, found));
    }

    /// What `look` finds; a failure is said.
    private <T> Optional<T> open(String what, Supplier<T> look) {
        try {
            return Optional.of(look.get());
        } catch (FoedusException e) {
            refuse(what, e.code(), e.reason());
            return Optional.empty();
        }
    }

    private void say(String verdict, String what, String text) {
        tell(verdict, what, Optional.empty(), text);
    }

    private void refuse(String what, ErrorCode code, String text) {
        failed = true;
        tell("fail", what, Optional.of(code), text);
    }

    private void tell(String verdict, String what, Optional<ErrorCode> code, String text) {
        var output = globals.output();
        var named = code.map(c -> c + ": ").orElse("") + text;
        output.say("%-5s %-18s %s".formatted(verdict, what, named));
        output.event(
                "check",
                fields -> {
                    fields.put("verdict", verdict).put("what", what);
                    code.ifPresent(c -> fields.put("code", c.name()));
                    fields.put("text", text);
                });
    }
}
