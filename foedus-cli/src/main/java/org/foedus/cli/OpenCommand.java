package org.foedus.cli;

import java.net.URI;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.hub.api.ApiReader;
import org.foedus.node.console.Console;
import org.foedus.node.console.StartPage;
import org.foedus.node.home.NodeHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `foedus open`.
@Command(
        name = "open",
        description =
                "Open the member's console in a browser, on 127.0.0.1: the alliance's pages, what"
                        + " waits for you, votes, reports and approvals to sign, and what this"
                        + " node does. Pages come from the copy of the ledger here, also while the"
                        + " hub does not answer; each signature is shown before it is made. Runs"
                        + " until Ctrl-C.",
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus open --home ./brazil",
            "  foedus open --home ./brazil --at-hub",
            "%nWith --json:",
            "  console? (url)",
            "  at-hub? (url)"
        })
final class OpenCommand implements Runnable {
    @Mixin private Globals globals = new Globals();

    @Option(
            names = "--port",
            defaultValue = "0",
            description = "port on 127.0.0.1 (default: any free one)")
    private int port;

    @Option(names = "--no-browser", description = "print the address, start no browser")
    private boolean noBrowser;

    @Option(
            names = "--at-hub",
            description =
                    "let the browser read at the hub instead, for an hour, and end; nothing can be"
                            + " signed there")
    private boolean atHub;

    @Option(
            names = "--exit-with-parent",
            description = "stop when standard input ends, as it does with the starting process")
    private boolean withParent;

    @Override
    public void run() {
        Logs.onlyWarnings();
        var home = NodeHome.open(globals.home());
        if (atHub) {
            openAtHub(home);
            return;
        }
        try (var stop = new Stop(withParent);
                var console = start(home, port)) {
            show(console, globals.output(), !noBrowser);
            stop.await();
        }
    }

    /// A node's console.
    ///
    /// @param port 0 for any free one
    static Console start(NodeHome home, int port) {
        return Console.start(
                home,
                Access.target(home),
                ApiReader.shipped(),
                VersionText.number(),
                WallClock.real(),
                port);
    }

    /// Tells where a console is, and asks the desktop to go there.
    static void show(Console console, Output output, boolean browser) {
        var url = console.startUrl();
        output.say(url.toString());
        output.progress("Good once, for two minutes. Ctrl-C ends the console.");
        output.event("console", fields -> fields.put("url", url.toString()));
        if (browser && Desktop.isThere()) {
            Desktop.browse(console.startPage(url), output);
        }
    }

    private void openAtHub(NodeHome home) {
        try (var by = Access.organisation(home)) {
            var code = by.hub().browserCode().code();
            var url = "https://" + home.hub().addresses().getFirst() + "/session#" + code;
            var output = globals.output();
            output.say(url);
            output.progress(
                    "Good once, for two minutes. A browser that does not know the hub's"
                            + " certificate warns: the console (foedus open) checks the hub's key"
                            + " itself.");
            output.event("at-hub", fields -> fields.put("url", url));
            if (!noBrowser && Desktop.isThere()) {
                lead(home, URI.create(url), output);
            }
        }
    }

    /// The page stays as long as its code is good.
    private void lead(NodeHome home, URI url, Output output) {
        try (var stop = new Stop(withParent);
                var page = StartPage.write(home.folder(), url, WallClock.real())) {
            Desktop.browse(page.file(), output);
            stop.await(StartPage.LIFE);
        }
    }
}
