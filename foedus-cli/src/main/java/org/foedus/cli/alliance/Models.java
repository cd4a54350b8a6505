package org.foedus.cli.alliance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.digest.Sha256;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.PrivateFile;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.protocol.json.Json;

/// Models of the alliance, with their cards.
public final class Models {
    public static final String MODEL_FILE = "model.safetensors";
    public static final String CARD_FILE = "README.md";

    private Models() {}

    /// Where a model was put.
    public record Fetched(Path model, Path card, Sha256 digest, long bytes) {}

    /// Fetches the newest model of `run` into `folder`, with its card.
    public static Fetched fetch(Access by, AllianceState state, Run run, Path folder) {
        var model = folder.resolve(MODEL_FILE);
        var card = folder.resolve(CARD_FILE);
        try {
            if (!Files.isDirectory(folder)) {
                // One that is there may be shared: the files in it are its owner's alone all the
                // same.
                PrivateFolder.create(folder);
            }
            var part = folder.resolve(MODEL_FILE + ".part");
            Files.deleteIfExists(part);
            try {
                by.hub().download(run.model(), run.modelBytes(), part);
                Files.move(part, model, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            PrivateFile.write(card, card(state, run).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw FileFailure.of("write the model to " + folder, e);
        }
        return new Fetched(model, card, run.model(), run.modelBytes());
    }

    /// The model card, in Markdown: every number in it is in the ledger.
    static String card(AllianceState state, Run run) {
        var plan = run.plan();
        var mandate = state.mandates().get(plan.mandate());
        var text = new StringBuilder();
        line(text, "# %s, model of run %s", state.rules().name(), run.id());
        line(text, "");
        line(text, "%s", plan.purpose());
        line(text, "");
        line(text, "| | |");
        line(text, "|---|---|");
        row(text, "File", "`" + MODEL_FILE + "`, SHA-256 `" + run.model() + "`");
        row(text, "Architecture", plan.model().architecture());
        if (mandate != null) {
            row(text, "Mandate", mandate.id() + ", " + mandate.title());
        }
        row(text, "Status", run.status().label() + ", " + run.published() + " versions published");
        row(text, "Trained by", String.join(", ", contributors(state, run)));
        Scores.newest(run)
                .ifPresent(s ->
                        row(
                                text,
                                "Held-out accuracy",
                                String.format(
                                        Locale.ROOT,
                                        "%.2f %% of %d examples, loss %.4f, after round %d,"
                                                + " evaluated by node %s",
                                        100 * s.accuracy(),
                                        s.examples(),
                                        s.loss(),
                                        s.round(),
                                        plan.evaluation().node())));
        row(text, "Plan", "SHA-256 `" + run.planDigest() + "`");
        row(text, "Alliance", "`" + state.allianceId() + "`");
        line(text, "");
        line(text, "## What is proven");
        line(text, "");
        line(text, "The ledger proves which updates were included, and `foedus verify` on an");
        line(text, "export with updates computes this file again, bit by bit. It does not prove");
        line(text, "that a member trained honestly, nor that the accuracy is true: that is what");
        line(text, "the evaluating node signed.");
        line(text, "");
        line(text, "## Plan");
        line(text, "");
        line(text, "```json");
        line(text, "%s", Json.pretty(Json.write(plan)).strip());
        line(text, "```");
        return text.toString();
    }

    /// Members whose updates are in some published round, by their names.
    private static java.util.SortedSet<String> contributors(AllianceState state, Run run) {
        var names = new TreeSet<String>();
        for (var round : run.rounds().values()) {
            if (round instanceof RoundState.Published p) {
                for (var node : p.included()) {
                    state.members().values().stream()
                            .filter(m -> m.nodes().containsKey(node))
                            .forEach(m -> names.add(m.legalName() + " (" + m.country() + ")"));
                }
            }
        }
        return names;
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static void row(StringBuilder text, String name, String value) {
        line(text, "| %s | %s |", name, value.replace("|", "\\|").replace("\n", " "));
    }
}
