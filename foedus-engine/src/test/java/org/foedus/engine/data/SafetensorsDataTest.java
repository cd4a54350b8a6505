package org.foedus.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Examples;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.safetensors.DType;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsDataTest {
    private static final Architecture TWO = new Architecture("two", List.of(), List.of(2), 3);

    private static byte[] file(DType type, long[] shape, float[] features, long... labels) {
        long rows = labels.length;
        var tensors =
                List.of(
                        new TensorInfo(
                                "features", DType.F32, Arrays.stream(shape).boxed().toList(), 0),
                        new TensorInfo("labels", type, List.of(rows), 4L * features.length));
        var header = Safetensors.header(tensors, new TreeMap<>());
        int size = header.length + 4 * features.length + type.bytes() * labels.length;
        var out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(header);
        for (float feature : features) {
            out.putFloat(feature);
        }
        for (long label : labels) {
            if (type == DType.I64) {
                out.putLong(label);
            } else {
                out.putInt((int) label);
            }
        }
        return out.array();
    }

    private static Examples read(byte[] bytes) {
        return SafetensorsData.read(
                MemorySegment.ofArray(bytes), Source.of("d", bytes), Scaling.NONE, TWO);
    }

    @Test
    void bothKindsOfLabelsAreRead(@TempDir Path folder) throws IOException {
        var features = new float[] {1, 2, 3, 4};
        for (var type : List.of(DType.I32, DType.I64)) {
            var bytes = file(type, new long[] {2, 2}, features, 2, 0);
            Files.write(folder.resolve("d.safetensors"), bytes);
            var spec = DatasetSpec.safetensors("d.safetensors", Scaling.NONE);
            var examples = Datasets.load(spec, folder, TWO);
            assertThat(examples.features()).isEqualTo(features);
            assertThat(examples.labels()).containsExactly(2, 0);
        }
    }

    @Test
    void wrongTensorsAndValuesAreNamedByPlace() {
        var shape = new long[] {2, 2};
        var features = new float[] {1, 2, 3, 4};
        refused(file(DType.I32, shape, features, 2, 3), "a label of 0 to 2, found 3");
        refused(file(DType.I64, shape, features, 2, -1), "a label of 0 to 2, found -1");
        refused(file(DType.F32, shape, features, 2, 0), "'labels' to be I64 or I32");
        refused(file(DType.I32, new long[] {4, 1}, features, 2, 0), "F32 of 2 × 2, found");
        refused(file(DType.I32, shape, features, 2, 0, 1), "F32 of 3 × 2, found");
        var nan = file(DType.I32, shape, new float[] {1, 2, Float.NaN, 4}, 2, 0);
        refused(nan, "byte " + (nan.length - 16) + ": expected a finite feature, found NaN");
        var header = Safetensors.header(List.of(), new TreeMap<>());
        refused(header, "expected a tensor 'labels'");
        refused(Arrays.copyOf(nan, 100), "byte 0: expected a header");
    }

    private static void refused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATASET))
                .hasMessageContaining(reason);
    }

    @Test
    void aMutatedFileIsReadOrRefusedAndNeverCostsMuch() {
        var original = file(DType.I64, new long[] {2, 2}, new float[] {1, 2, 3, 4}, 2, 0);
        var chance = new SplittableRandom(4);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            var bytes = Mutation.of(original, 24, chance);
            long before = Memory.allocatedBytes();
            try {
                read(bytes);
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATASET);
                refused++;
            }
            assertThat(Memory.allocatedBytes() - before).isLessThan(8_000_000);
        }
        assertThat(refused).isBetween(10_000, 19_999);
    }
}
