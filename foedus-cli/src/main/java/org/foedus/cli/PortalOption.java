package org.foedus.cli;

import java.util.Locale;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.HubHome;
import org.foedus.hub.HubHome.Settings;
import org.foedus.hub.HubHome.Settings.Reading;
import picocli.CommandLine.Option;

/// Who may look at the hub's pages.
final class PortalOption {
    @Option(
            names = "--portal",
            paramLabel = "WHO",
            description =
                    "who may read what the alliance decided: public (everyone, without applicants,"
                            + " comments and nodes), members (from their consoles), off (no pages);"
                            + " kept in hub.json (default: as it says there, else members)")
    private String who = "";

    /// Settings with what was chosen, or as they are.
    Settings in(Settings settings) {
        return who.isEmpty() ? settings : settings.withReading(chosen());
    }

    /// Keeps what was chosen for later starts.
    void keep(HubHome home) {
        if (!who.isEmpty()) {
            home.keep(in(home.settings()));
        }
    }

    private Reading chosen() {
        return switch (who) {
            case "public" -> Reading.PUBLIC;
            case "members" -> Reading.MEMBERS;
            case "off" -> Reading.OFF;
            default ->
                    throw new FoedusException(
                            ErrorCode.BAD_REQUEST,
                            "--portal: expected public, members or off, found " + who);
        };
    }

    static String words(Settings settings) {
        var where = "https://" + settings.addresses().getFirst() + "/";
        return switch (settings.readingOrDefault()) {
            case PUBLIC -> where + " (for everyone)";
            case MEMBERS -> "for members, from their consoles (foedus open)";
            case OFF -> Reading.OFF.name().toLowerCase(Locale.ROOT);
        };
    }
}
