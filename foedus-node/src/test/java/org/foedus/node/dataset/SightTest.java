package org.foedus.node.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.Scaling;
import org.foedus.protocol.model.Architectures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SightTest {
    private static final DatasetBook BOOK =
            DatasetBook.empty().with("tiny", DatasetSpec.csv("tiny.csv", "label", Scaling.NONE));

    @TempDir private Path folder = Path.of("");
    private Instant now = Instant.parse("2027-01-01T00:00:00Z");
    private int read;
    private Sight sight = new Sight(folder, _ -> Optional.empty(), () -> now);

    @BeforeEach
    void begin() throws IOException {
        sight =
                new Sight(
                        folder,
                        name -> {
                            read++;
                            return Architectures.named(name);
                        },
                        () -> now);
        write(2, 1);
    }

    private void write(int examples, long second) throws IOException {
        var text = new StringBuilder("label");
        for (int i = 0; i < 784; i++) {
            text.append(",f").append(i);
        }
        for (int i = 0; i < examples; i++) {
            text.append("\n1").append(",0.5".repeat(784));
        }
        var file = Files.writeString(folder.resolve("tiny.csv"), text.append('\n'));
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(second)));
    }

    private int examples() {
        return ((Look.Fits) sight.look(BOOK, "tiny", "mlp")).found().examples();
    }

    @Test
    void whatHasNotChangedIsReadOnce() throws Exception {
        assertThat(sight.known(BOOK, "tiny", "mlp")).isInstanceOf(Look.NotYet.class);
        assertThat(read).isZero();
        assertThat(examples()).isEqualTo(2);
        assertThat(examples()).isEqualTo(2);
        assertThat(read).isEqualTo(1);
        write(3, 2);
        assertThat(sight.known(BOOK, "tiny", "mlp")).isInstanceOf(Look.NotYet.class);
        assertThat(examples()).isEqualTo(3);
    }

    @Test
    void whatCouldNotBeReadIsTriedAgainAfterAWhile() throws Exception {
        Files.delete(folder.resolve("tiny.csv"));
        assertThat(sight.look(BOOK, "tiny", "mlp"))
                .isInstanceOfSatisfying(
                        Look.Unfit.class, u -> assertThat(u.problem()).contains("no such file"));
        assertThat(sight.known(BOOK, "tiny", "mlp")).isInstanceOf(Look.Unfit.class);
        now = now.plus(Sight.AGAIN);
        assertThat(sight.known(BOOK, "tiny", "mlp")).isInstanceOf(Look.NotYet.class);
    }

    @Test
    void whatTrainingCouldNotUseStaysSoUntilItHasChanged() throws Exception {
        sight.spoiled(BOOK, "tiny", "mlp", "broken");
        now = now.plus(Sight.AGAIN);
        assertThat(sight.look(BOOK, "tiny", "mlp")).isEqualTo(new Look.Unfit("broken"));
        write(4, 3);
        assertThat(examples()).isEqualTo(4);
    }

    @Test
    void dataThatAreNotInTheListAreNotRead() {
        assertThat(sight.look(DatasetBook.empty(), "tiny", "mlp")).isInstanceOf(Look.NotYet.class);
        assertThat(read).isZero();
    }
}
