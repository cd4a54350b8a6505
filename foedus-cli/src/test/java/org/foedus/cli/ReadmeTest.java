package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.foedus.engine.Examples;
import org.foedus.engine.data.FashionMnist;
import org.foedus.engine.data.IdxWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's lines, run exactly as they stand there.
class ReadmeTest {
    private static final int PIXELS = 28;
    @TempDir Path folder;

    private void prepare() throws Exception {
        var sets = FashionMnist.shipped(Processes.root());
        write("brazil", sets.train().select(IntStream.range(0, 400).toArray()));
        write("china", sets.train().select(IntStream.range(400, 900).toArray()));
        write("held-out", sets.heldOut().select(IntStream.range(0, 300).toArray()));
        Files.writeString(
                folder.resolve("plan.yaml"),
                """
                mandate: clothes-2027
                purpose: A test of the README
                model: {architecture: mlp}
                dataset: fashion-mnist
                rounds: 2
                training: {steps: 5}
                cohort: {min: 2, max: 2, reveals_updates: accepted}
                evaluation: {node: brazil-1, dataset: held-out}
                auditors: [brazil]
                """);
    }

    private void write(String name, Examples examples) throws Exception {
        var data = Files.createDirectories(folder.resolve("data"));
        IdxWriter.write(
                examples,
                PIXELS,
                PIXELS,
                data.resolve(name + "-images.gz"),
                data.resolve(name + "-labels.gz"));
    }

    @Test
    void theLinesOfTheReadmeRunAsTheyStand() throws Exception {
        prepare();
        var printed = new DocScript(folder, "README.md").run(6);
        assertThat(printed).contains("verify: OK", "2 re-executed");
        assertThat(folder.resolve("model/model.safetensors")).exists();
    }
}
