package org.foedus.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `foedus version`.
@Command(
        name = "version",
        description = "Say which Foedus and which Java this is.",
        footerHeading = "%nExample:%n",
        footer = {"  foedus version --json", "%nWith --json:", "  version (version, java)"})
final class Version implements Runnable {
    @Mixin private Globals globals = new Globals();

    @Override
    public void run() {
        var output = globals.output();
        output.say(VersionText.text());
        output.event(
                "version",
                fields ->
                        fields.put("version", VersionText.number())
                                .put("java", Runtime.version().toString()));
    }
}
