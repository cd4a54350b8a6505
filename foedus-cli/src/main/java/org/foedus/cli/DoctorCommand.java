package org.foedus.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.error.ErrorCode;
import org.foedus.hub.HubHome;
import org.foedus.node.doctor.Checkup;
import org.foedus.node.home.NodeHome;
import org.foedus.portal.Check;
import org.foedus.portal.Check.What;
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
    @Mixin private Globals globals = new Globals();
    private final Checkup checkup = new Checkup(WallClock.real(), VersionText.number(), this::tell);
    private boolean failed;

    @Override
    public Integer call() {
        var home = globals.home();
        checkup.java();
        checkup.disk(home);
        boolean node = Access.holdsNode(home);
        boolean hub = Access.holdsHub(home);
        if (node) {
            checkup.open(What.HOME, () -> NodeHome.open(home))
                    .ifPresent(h -> checkup.node(h, () -> Access.target(h)));
        }
        if (hub) {
            checkup.open(What.HOME, () -> HubHome.open(home)).ifPresent(this::hub);
        }
        if (!node && !hub) {
            checkup.warn(
                    What.HOME,
                    home + " holds neither a hub nor a node: foedus join, or --home elsewhere");
        }
        checkup.engines();
        return failed ? ErrorCode.HUB_UNREACHABLE.type().exitCode() : 0;
    }

    private void hub(HubHome home) {
        checkup.key(What.HUB_KEY, home::identity);
        checkup.open(What.SETTINGS, home::settings)
                .ifPresent(settings -> {
                    boolean answers =
                            checkup.open(What.HUB, () -> Access.target(home))
                                    .map(checkup::reach)
                                    .orElse(false);
                    if (answers) {
                        checkup.say(What.PORT, settings.port() + ", this hub's");
                    } else {
                        port(settings.bind(), settings.port());
                    }
                });
    }

    /// Whether the hub could listen there.
    private void port(String bind, int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getByName(bind))) {
            checkup.say(What.PORT, port + " is free: foedus hub start");
        } catch (IOException e) {
            checkup.refuse(
                    What.PORT,
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

    private void tell(Checkup.Finding found) {
        var verdict = found.verdict().name().toLowerCase(Locale.ROOT);
        failed |= found.verdict() == Check.Verdict.FAIL;
        var output = globals.output();
        var named = found.code().map(c -> c + ": ").orElse("") + found.text();
        output.say("%-5s %-18s %s".formatted(verdict, found.label(), named));
        output.event(
                "check",
                fields -> {
                    fields.put("verdict", verdict).put("what", found.label());
                    found.code().ifPresent(c -> fields.put("code", c.name()));
                    fields.put("text", found.text());
                });
    }
}
