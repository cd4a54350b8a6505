package org.foedus.node.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.round.WorkItemId;
import org.foedus.kernels.Fp32;
import org.foedus.protocol.model.Architectures;
import org.foedus.protocol.safetensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    private static final WorkItemId FIRST = new WorkItemId("r.1.train.n");
    private static final WorkItemId SECOND = new WorkItemId("r.2.train.n");

    @TempDir private Path folder;
    private final MemorySegment model =
            MemorySegment.ofArray(Architectures.initialise(Architectures.MLP, 1));

    private Outbox.Update write(WorkItemId item, float added) {
        var base = Safetensors.parse(model, "base");
        try (var arena = Arena.ofConfined()) {
            var after = arena.allocate(base.data().byteSize(), 8);
            MemorySegment.copy(base.data(), 0, after, 0, after.byteSize());
            after.setAtIndex(Fp32.LAYOUT, 5, after.getAtIndex(Fp32.LAYOUT, 5) + added);
            return new Outbox(folder).write(item, model, base, after);
        }
    }

    @Test
    void anUpdateIsTheDifferenceBehindTheSameHeader() throws Exception {
        var update = write(FIRST, 1);
        var bytes = Files.readAllBytes(update.file());
        var file = Safetensors.parse(MemorySegment.ofArray(bytes), "delta");

        assertThat(file.sameLayout(Safetensors.parse(model, "base"))).isTrue();
        assertThat(file.data().getAtIndex(Fp32.LAYOUT, 4)).isZero();
        assertThat(file.data().getAtIndex(Fp32.LAYOUT, 5)).isCloseTo(1, within());
        assertThat(update.output().sha256()).isEqualTo(Sha256.of(bytes));
        assertThat(update.output().bytes()).isEqualTo(bytes.length);
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(1e-6f);
    }

    @Test
    void whatIsNoNumberIsNotSent() {
        assertThatThrownBy(() -> write(FIRST, Float.NaN))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NON_FINITE));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anUpdateIsKeptUntilItsRoundIsOver() {
        var first = write(FIRST, 1);
        var second = write(SECOND, 2);

        new Outbox(folder).sweep(FIRST::equals);

        assertThat(first.file()).doesNotExist();
        assertThat(second.file()).exists();
    }

    private static SortedMap<String, Double> metrics() {
        return new TreeMap<>(Map.of("train_loss", 0.25));
    }

    @Test
    void aWholeUpdateIsFoundAgainWithWhatItsClaimSays() {
        var update = write(FIRST, 1);
        new Outbox(folder).keep(FIRST, update, 36, metrics());

        assertThat(new Outbox(folder).find(FIRST)).contains(new Outbox.Kept(update, 36, metrics()));
        assertThat(new Outbox(folder).find(SECOND)).isEmpty();
    }

    @Test
    void whatIsNotWholeIsNotFound() throws Exception {
        var update = write(FIRST, 1);
        assertThat(new Outbox(folder).find(FIRST)).as("without a note").isEmpty();

        new Outbox(folder).keep(FIRST, update, 36, metrics());
        var bytes = Files.readAllBytes(update.file());
        bytes[bytes.length - 1] ^= 1;
        Files.write(update.file(), bytes);
        assertThat(new Outbox(folder).find(FIRST)).as("a flipped bit").isEmpty();

        Files.write(update.file(), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(new Outbox(folder).find(FIRST)).as("torn").isEmpty();

        Files.delete(update.file());
        assertThat(new Outbox(folder).find(FIRST)).as("gone").isEmpty();

        var again = write(FIRST, 2);
        new Outbox(folder).keep(FIRST, again, 36, metrics());
        Files.writeString(folder.resolve(FIRST + ".json"), "{}");
        assertThat(new Outbox(folder).find(FIRST)).as("a note of another form").isEmpty();
    }

    @Test
    void writingAnewTakesTheOldNoteAwayFirst() {
        new Outbox(folder).keep(FIRST, write(FIRST, 1), 36, metrics());
        write(FIRST, 2);
        assertThat(new Outbox(folder).find(FIRST)).isEmpty();
    }

    @Test
    void nothingOfAnItemThatIsOverIsLeft() {
        new Outbox(folder).keep(FIRST, write(FIRST, 1), 36, metrics());

        new Outbox(folder).sweep(FIRST::equals);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFullDiskIsNamedBeforeTraining() {
        assertThatThrownBy(() -> new Outbox(folder).requireRoom(Long.MAX_VALUE / 2))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
    }
}
