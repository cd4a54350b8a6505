package org.foedus.cli;

import java.nio.file.Path;
import org.foedus.cli.alliance.Founding;
import org.foedus.hub.HubHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `foedus hub standby`.
@Command(
        name = "standby",
        description = {
            "Make a folder for a second hub of the same alliance, with the same key.",
            "Of two hubs on one database one leads; the other waits, and takes over when the first"
                    + " dies."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus hub standby --home ./hub --to ./hub-b --port 9443",
            "  foedus hub start --home ./hub-b",
            "%nWith --json:",
            "  standby (home)"
        })
final class StandbyCommand implements Runnable {
    @Mixin private Globals globals = new Globals();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "the new folder; carry it to the other machine by a safe way")
    private Path to = Path.of("");

    @Option(
            names = "--bind",
            paramLabel = "IP",
            description = "address that it listens on (default: as the first hub)")
    private String bind = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "port that it listens on (default: as the first hub)")
    private int port;

    @Override
    public void run() {
        var first = HubHome.open(globals.home());
        var settings = first.settings();
        var twin =
                Founding.standby(
                        first,
                        to.toAbsolutePath().normalize(),
                        bind.isEmpty() ? settings.bind() : bind,
                        port == 0 ? settings.port() : port);
        var output = globals.output();
        output.say("standby      " + twin.folder());
        output.progress("It holds the hub's key: whoever has it can speak for the hub.");
        output.progress("Next: foedus hub start --home " + twin.folder());
        output.event("standby", fields -> fields.put("home", twin.folder().toString()));
    }
}
