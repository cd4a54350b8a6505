package org.foedus.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistTest {
    private static final Path ROOT = Path.of(System.getProperty("foedus.root", ".."));

    @Test
    void theShippedImagesAreSplitInEightAndTwoThousand() {
        var sets = FashionMnist.shipped(ROOT);
        assertThat(sets.train().size()).isEqualTo(8_000);
        assertThat(sets.heldOut().size()).isEqualTo(2_000);
        var histogram = Histogram.of(sets.heldOut().labels(), 10);
        assertThat(histogram.counts()).allMatch(count -> count > 150 && count < 250);
        assertThat(sets.train().features()).contains(-1f, 1f);
    }

    @Test
    void missingAndChangedFilesAreNamed(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> FashionMnist.full(folder))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("apt-get install dataset-fashion-mnist");
        var data = Files.createDirectories(folder.resolve("data/fashion-mnist"));
        Files.writeString(data.resolve("t10k-images-idx3-ubyte.gz"), "not images");
        assertThatThrownBy(() -> FashionMnist.shipped(folder))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH));
    }
}
