package org.foedus.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Examples;
import org.foedus.protocol.model.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    private static final int WIDTH = 28 * 28;

    private static byte[] images(int magic, int count, int rows, int columns, int bytes) {
        var buffer = ByteBuffer.allocate(16 + bytes);
        buffer.putInt(magic).putInt(count).putInt(rows).putInt(columns);
        while (buffer.hasRemaining()) {
            buffer.put((byte) buffer.position());
        }
        return buffer.array();
    }

    private static byte[] labels(int magic, int count, int... labels) {
        var buffer = ByteBuffer.allocate(8 + labels.length).putInt(magic).putInt(count);
        for (int label : labels) {
            buffer.put((byte) label);
        }
        return buffer.array();
    }

    private static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static Examples read(byte[] images, byte[] labels) {
        return Idx.read(
                Source.of("images", images),
                Source.of("labels", labels),
                Scaling.PIXELS,
                Architectures.LENET5);
    }

    private static void refused(byte[] images, byte[] labels, String message) {
        assertThatThrownBy(() -> read(images, labels))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATASET))
                .hasMessageContaining(message);
    }

    @Test
    void rawAndGzipGiveTheSameScaledExamples() {
        var images = images(0x803, 2, 28, 28, 2 * WIDTH);
        var labels = labels(0x801, 2, 9, 0);
        var raw = read(images, labels);
        var packed = read(gzip(images), gzip(labels));

        assertThat(raw.size()).isEqualTo(2);
        assertThat(raw.labels()).containsExactly(9, 0);
        assertThat(raw.features()).hasSize(2 * WIDTH).isEqualTo(packed.features());
        assertThat(raw.features()[0]).isEqualTo((16 / 255f - 0.5f) / 0.5f);
        assertThat(Scaling.PIXELS.apply(0)).isEqualTo(-1f);
        assertThat(Scaling.PIXELS.apply(255)).isEqualTo(1f);
    }

    @Test
    void aLyingHeaderIsRefusedByFileAndOffset() {
        var images = images(0x803, 2, 28, 28, 2 * WIDTH);
        var labels = labels(0x801, 2, 9, 0);
        refused(images(0x802, 2, 28, 28, 2 * WIDTH), labels, "images, byte 0: expected the magic");
        refused(images(0x803, 3, 28, 28, 3 * WIDTH), labels, "byte 4: expected 2 images");
        refused(images(0x803, 2, 27, 28, 2 * WIDTH), labels, "byte 8: expected the height");
        refused(images(0x803, 2, 28, 29, 2 * WIDTH), labels, "byte 12: expected the width");
        refused(
                images(0x803, 2, 28, 28, WIDTH),
                labels,
                "expected a file of 1584 bytes, found 800");
        refused(images(0x803, 2, 28, 28, 3 * WIDTH), labels, "expected a file of 1584 bytes");
        refused(images, labels(0x803, 2, 9, 0), "labels, byte 0: expected the magic");
        refused(images, labels(0x801, 2, 9, 10), "labels, byte 9: expected a label of 0 to 9");
        refused(images, labels(0x801, -1), "labels, byte 4: expected at most 10000000 items");
        refused(images, Arrays.copyOf(labels, 3), "labels, byte 3: expected 1 more bytes");
        refused(new byte[0], labels, "images, byte 0: expected 4 more bytes");
    }

    @Test
    void aTruncatedOrPaddedGzipIsRefused() {
        var images = gzip(images(0x803, 2, 28, 28, 2 * WIDTH));
        var labels = gzip(labels(0x801, 2, 9, 0));
        refused(Arrays.copyOf(images, images.length / 2), labels, "gzip: expected a whole");
        refused(gzip(images(0x803, 2, 28, 28, WIDTH)), labels, "byte 800: expected 784 more bytes");
        refused(gzip(images(0x803, 2, 28, 28, 2 * WIDTH + 1)), labels, "expected the end");
    }

    @Test
    void aGzipBombCostsNoMemory() {
        var bomb = gzip(labels(0x801, 9_000_000));
        var zeros = gzip(new byte[50_000_000]);
        long before = Memory.allocatedBytes();
        refused(new byte[0], bomb, "bytes of gzip can hold, found 9000008");
        refused(new byte[0], zeros, "byte 0: expected the magic");
        assertThat(Memory.allocatedBytes() - before).isLessThan(4_000_000);
    }

    @Test
    void whatWasWrittenIsReadAndTheBytesAreTheSameEachTime(@TempDir Path folder)
            throws IOException {
        var examples = read(images(0x803, 2, 28, 28, 2 * WIDTH), labels(0x801, 2, 9, 0));
        var first = folder.resolve("images.gz");
        var classes = folder.resolve("labels.gz");
        var second = folder.resolve("images2.gz");
        IdxWriter.write(examples, 28, 28, first, classes);
        IdxWriter.write(examples, 28, 28, second, classes);

        var spec = DatasetSpec.idx("images.gz", "labels.gz");
        var back = Datasets.load(spec, folder, Architectures.LENET5);

        assertThat(back.features()).isEqualTo(examples.features());
        assertThat(back.labels()).isEqualTo(examples.labels());
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        assertThatThrownBy(() ->
                        Datasets.load(
                                DatasetSpec.idx("images.gz", "none.gz"),
                                folder,
                                Architectures.LENET5))
                .hasMessageContaining("none.gz: there is no such file");
    }

    @Test
    void aMutatedFileIsReadOrRefusedAndNeverCostsMuch() {
        var images = images(0x803, 3, 28, 28, 3 * WIDTH);
        var labels = labels(0x801, 3, 1, 2, 3);
        var originals = new byte[][] {images, labels, gzip(images), gzip(labels)};
        var chance = new SplittableRandom(2);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            boolean packed = chance.nextBoolean();
            var files = new byte[][] {originals[packed ? 2 : 0], originals[packed ? 3 : 1]};
            int which = chance.nextInt(2);
            files[which] = Mutation.of(files[which], 24, chance);
            long before = Memory.allocatedBytes();
            try {
                assertThat(read(files[0], files[1]).size()).isEqualTo(3);
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATASET);
                refused++;
            }
            assertThat(Memory.allocatedBytes() - before).isLessThan(20_000_000);
        }
        assertThat(refused).isBetween(5_000, 19_999);
    }
}
