package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.foedus.engine.data.FashionMnist;
import org.foedus.engine.data.IdxWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tutorial of an alliance that governs itself, line by line, refusals included.
class GovernanceTutorialTest {
    private static final int PIXELS = 28;
    @TempDir Path folder;

    private void pictures(String name, int from, int to) throws Exception {
        var sets = FashionMnist.shipped(Processes.root());
        var data = Files.createDirectories(folder.resolve("data"));
        IdxWriter.write(
                sets.train().select(IntStream.range(from, to).toArray()),
                PIXELS,
                PIXELS,
                data.resolve(name + "-images.gz"),
                data.resolve(name + "-labels.gz"));
    }

    @Test
    void theLinesOfTheTutorialRunAsTheyStand() throws Exception {
        pictures("china", 0, 400);
        pictures("india", 400, 900);
        pictures("held-out", 900, 1200);
        var printed =
                new DocScript(folder, "docs/tutorials/an-alliance-that-governs-itself.md").run(12);
        assertThat(printed).contains("verify: OK");
        assertThat(folder.resolve("model/model.safetensors")).exists();
        assertThat(folder.resolve("stolen/model.safetensors")).doesNotExist();
    }
}
