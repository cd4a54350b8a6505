package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's lines, run exactly as they stand there: nothing is prepared for them.
class ReadmeTest {
    @TempDir Path folder;

    @Test
    void theLinesOfTheReadmeRunAsTheyStand() throws Exception {
        var printed = new DocScript(folder, "README.md").run(6);
        assertThat(printed).contains("verify: OK", "5 re-executed");
        assertThat(folder.resolve("model/model.safetensors")).exists();
    }
}
