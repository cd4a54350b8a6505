package org.foedus.cli.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.foedus.audit.Report;
import org.foedus.cli.alliance.Models;
import org.foedus.cli.alliance.Scores;
import org.foedus.core.alliance.Charter;
import tools.jackson.databind.node.ObjectNode;

/// What the demo ends with.
///
/// @param hubPeakMiB most resident memory of the hub: heap, native memory, touched pages of files
public record Summary(
        DemoSettings settings,
        Charter charter,
        List<Cast.Player> cast,
        Shares shares,
        Scores.Score alliance,
        Comparisons.Result without,
        RunTable.Bytes bytes,
        Models.Fetched model,
        Path export,
        Report report,
        OptionalLong hubPeakMiB,
        OptionalLong nodePeakMiB,
        double wallSeconds) {
    public boolean ok() {
        return report.ok();
    }

    void tell(Stage stage) {
        table(stage);
        files(stage);
        stage.event("summary", this::json);
    }

    private void table(Stage stage) {
        stage.say("");
        stage.say(
                String.format(
                        Locale.ROOT,
                        "Accuracy on the same %d held-out pictures:",
                        shares.heldOut().size()));
        stage.say("");
        for (int i = 0; i < cast.size(); i++) {
            stage.say(
                    String.format(
                            Locale.ROOT,
                            "  %s  %-38s alone, %6d pictures   %s",
                            cast.get(i).flag(),
                            cast.get(i).name(),
                            shares.of().get(i).size(),
                            RunTable.percent(without.alone().get(i))));
        }
        double gain = 100 * (alliance.accuracy() - without.best());
        stage.say(
                String.format(
                        Locale.ROOT,
                        "      %-38s together                  %s   %+.1f points over the"
                                + " best alone",
                        charter.name(),
                        RunTable.percent(alliance.accuracy()),
                        gain));
        stage.say(
                String.format(
                        Locale.ROOT,
                        "      %-38s %6d pictures          %s   what nobody here may do",
                        "All data in one place",
                        shares.all().size(),
                        RunTable.percent(without.pooled())));
        stage.say("");
    }

    private void files(Stage stage) {
        stage.say(String.format(Locale.ROOT, "model    %s", model.model()));
        stage.say(String.format(Locale.ROOT, "card     %s", model.card()));
        stage.say(String.format(Locale.ROOT, "ledger   %s", export));
        report.problems().forEach(p -> stage.say(String.format(Locale.ROOT, "problem  %s", p)));
        stage.say(
                String.format(
                        Locale.ROOT,
                        "verify:  %s (%d entries, %d rounds re-executed, digest %s)",
                        report.ok() ? "OK" : "NOT OK",
                        report.entries(),
                        report.reexecuted().size(),
                        digest()));
        stage.say(
                String.format(
                        Locale.ROOT,
                        "It took %.1f s; the hub needed at most %s MiB, a node %s MiB; %s went up,"
                                + " %s down.",
                        wallSeconds,
                        mib(hubPeakMiB),
                        mib(nodePeakMiB),
                        RunTable.size(bytes.up()),
                        RunTable.size(bytes.down())));
        stage.say("");
        stage.say(String.format(Locale.ROOT, "Check it again:   ./foedus verify %s", export));
        if (settings.keep()) {
            stage.say(
                    String.format(
                            Locale.ROOT,
                            "See the pages:    ./foedus open --home %s",
                            cast.getFirst().home()));
        } else {
            stage.say("See the pages:    ./foedus demo --keep, and then as it says");
        }
        stage.say(String.format(Locale.ROOT, "Remove it all:    rm -r %s", settings.folder()));
    }

    private static String mib(OptionalLong peak) {
        return peak.isPresent() ? Long.toString(peak.getAsLong()) : "?";
    }

    private String digest() {
        return report.digest().map(d -> d.hex()).orElse("none");
    }

    private void json(ObjectNode json) {
        json.put("seed", settings.seed()).put("rounds", settings.rounds());
        var members = json.putArray("members");
        for (int i = 0; i < cast.size(); i++) {
            members.addObject()
                    .put("name", cast.get(i).name())
                    .put("country", cast.get(i).founder().country())
                    .put("examples", shares.of().get(i).size())
                    .put("alone_accuracy", without.alone().get(i));
        }
        json.put("alliance_accuracy", alliance.accuracy())
                .put("pooled_accuracy", without.pooled())
                .put("model_sha256", model.digest().hex())
                .put("export", export.toString());
        json.putObject("verify")
                .put("ok", report.ok())
                .put("entries", report.entries())
                .put("rounds_reexecuted", report.reexecuted().size())
                .put("digest", digest());
        json.put("wall_s", wallSeconds).put("build_s", settings.buildSeconds());
        var peak = json.putObject("peak_rss_mib");
        put(peak, "hub", hubPeakMiB);
        put(peak, "node_max", nodePeakMiB);
        json.putObject("bytes").put("up", bytes.up()).put("down", bytes.down());
    }

    private static void put(ObjectNode json, String name, OptionalLong value) {
        if (value.isPresent()) {
            json.put(name, value.getAsLong());
        } else {
            json.putNull(name);
        }
    }
}
