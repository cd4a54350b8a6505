package org.foedus.cli.alliance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
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

    /// A model that a run published.
    ///
    /// @param number of the version, from 1; 0 for the initial weights
    public record Version(int number, Sha256 model, long bytes) {}

    public static Version newest(Run run) {
        return new Version(run.published(), run.model(), run.modelBytes());
    }

    /// Version `number`, from 1; 0 is the initial weights.
    public static Version version(Run run, int number) {
        if (number == 0) {
            return new Version(0, run.initialModel(), run.modelBytes());
        }
        return published(run)
                .filter(p -> p.step() + 1 == number)
                .findFirst()
                .map(p -> new Version(number, p.model(), run.modelBytes()))
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.NOT_FOUND,
                                run.id()
                                        + " has no version "
                                        + number
                                        + ": it has published "
                                        + run.published()));
    }

    /// The version that was evaluated best: the highest accuracy, of equals the first.
    public static Version best(Run run) {
        return Scores.best(run)
                .map(s -> of(run, s.round()))
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.NOT_FOUND,
                                "no version of " + run.id() + " was evaluated"));
    }

    private static Version of(Run run, int round) {
        return published(run)
                .filter(p -> p.number() == round)
                .map(p -> version(run, p.step() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<RoundState.Published> published(Run run) {
        return run.rounds().values().stream()
                .filter(RoundState.Published.class::isInstance)
                .map(RoundState.Published.class::cast);
    }

    /// Fetches a model of `run` into `folder`, with its card.
    public static Fetched fetch(
            Access by, AllianceState state, Run run, Version version, Path folder) {
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
                by.hub().download(version.model(), version.bytes(), part);
                Files.move(part, model, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            PrivateFile.write(card, card(state, run, version).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw FileFailure.of("write the model to " + folder, e);
        }
        return new Fetched(model, card, version.model(), version.bytes());
    }

    /// The model card, in Markdown: every number in it is in the ledger.
    static String card(AllianceState state, Run run, Version version) {
        var plan = run.plan();
        var mandate = state.mandates().get(plan.mandate());
        var text = new StringBuilder();
        line(text, "# %s, model of run %s", state.rules().name(), run.id());
        line(text, "");
        line(text, "%s", plan.purpose());
        line(text, "");
        line(text, "| | |");
        line(text, "|---|---|");
        row(text, "File", "`" + MODEL_FILE + "`, SHA-256 `" + version.model() + "`");
        row(text, "Architecture", plan.model().architecture());
        if (mandate != null) {
            row(text, "Mandate", mandate.id() + ", " + mandate.title());
        }
        row(text, "Version", Integer.toString(version.number()));
        row(text, "Status", run.status().label() + ", " + run.published() + " versions published");
        row(text, "Trained by", String.join(", ", contributors(state, run, version)));
        score(run, version)
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

    private static Optional<Scores.Score> score(Run run, Version version) {
        return published(run)
                .filter(p -> p.step() + 1 == version.number())
                .findFirst()
                .flatMap(p -> Scores.of(run, p.number()));
    }

    /// Members whose updates are in a version, by their names.
    private static java.util.SortedSet<String> contributors(
            AllianceState state, Run run, Version version) {
        var names = new TreeSet<String>();
        for (var round : run.rounds().values()) {
            if (round instanceof RoundState.Published p && p.step() < version.number()) {
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
