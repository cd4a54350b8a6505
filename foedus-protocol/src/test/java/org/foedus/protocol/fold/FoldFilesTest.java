package org.foedus.protocol.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.foedus.core.aggregate.Fold;
import org.foedus.core.aggregate.ServerOptimizer;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.RunPlan;
import org.foedus.protocol.safetensors.DType;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldFilesTest {
    private static final RunPlan.Aggregation BY_EXAMPLES =
            new RunPlan.Aggregation(RunPlan.Rule.FEDAVG, RunPlan.Weighting.EXAMPLES, 1_000_000);
    private static final ServerOptimizer MOMENTUM =
            new ServerOptimizer(ServerOptimizer.Kind.FEDAVGM, 0.7, 0.9);
    private static final ServerOptimizer PLAIN =
            new ServerOptimizer(ServerOptimizer.Kind.FEDAVG, 1, 0);

    private static byte[] file(String tensor, DType type, float... values) {
        var header =
                Safetensors.header(
                        List.of(new TensorInfo(tensor, type, List.of((long) values.length), 0)),
                        Collections.emptySortedMap());
        var buffer =
                ByteBuffer.allocate(header.length + 4 * values.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(header);
        for (float v : values) {
            buffer.putFloat(v);
        }
        return buffer.array();
    }

    private static float[] random(long seed, int count) {
        var random = new SplittableRandom(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static SortedMap<NodeId, FoldFiles.Update> updates(byte[]... files) {
        var updates = new TreeMap<NodeId, FoldFiles.Update>();
        for (int i = 0; i < files.length; i++) {
            updates.put(
                    new NodeId("n" + i),
                    new FoldFiles.Update(1 + 2L * i, MemorySegment.ofArray(files[i])));
        }
        return updates;
    }

    @Test
    void twoMembersAndThreeNumbersByHand() {
        var base = file("w", DType.F32, 1, 2, 3);
        var fold =
                FoldFiles.of(
                        BY_EXAMPLES,
                        PLAIN,
                        MemorySegment.ofArray(base),
                        Optional.empty(),
                        updates(file("w", DType.F32, 4, 0, -4), file("w", DType.F32, 0, 8, -4)));
        var model = new byte[base.length];

        fold.write(MemorySegment.ofArray(model), Optional.empty());

        // Weights 1/4 and 3/4: 1 + 1, 2 + 6, 3 - 4.
        assertThat(model).isEqualTo(file("w", DType.F32, 2, 8, -1));
        assertThat(fold.digests())
                .isEqualTo(new FoldFiles.Digests(Sha256.of(model), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, Fold.BLOCK, 16 * Fold.BLOCK + 13})
    void theDigestsAreThoseOfTheWrittenFiles(int count) {
        var base = file("w", DType.F32, random(1, count));
        var state = file("w", DType.F32, random(2, count));
        var fold =
                FoldFiles.of(
                        BY_EXAMPLES,
                        MOMENTUM,
                        MemorySegment.ofArray(base),
                        Optional.of(MemorySegment.ofArray(state)),
                        updates(
                                file("w", DType.F32, random(3, count)),
                                file("w", DType.F32, random(4, count)),
                                file("w", DType.F32, random(5, count))));
        var model = new byte[(int) fold.bytes()];
        var after = new byte[(int) fold.bytes()];

        fold.write(MemorySegment.ofArray(model), Optional.of(MemorySegment.ofArray(after)));

        assertThat(fold.digests())
                .isEqualTo(new FoldFiles.Digests(Sha256.of(model), Optional.of(Sha256.of(after))));
        assertThat(Safetensors.parse(MemorySegment.ofArray(after), "state").tensors())
                .isEqualTo(Safetensors.parse(MemorySegment.ofArray(base), "base").tensors());
        if (count > 1) {
            assertThat(MemorySegment.ofArray(model).get(ValueLayout.JAVA_BYTE, base.length - 2L))
                    .isNotEqualTo(base[base.length - 2]);
        }
    }

    @Test
    void anUpdateOfAnotherLayoutIsRefused() {
        var base = MemorySegment.ofArray(file("w", DType.F32, 1, 2));

        assertThatThrownBy(() ->
                        FoldFiles.of(
                                BY_EXAMPLES,
                                PLAIN,
                                base,
                                Optional.empty(),
                                updates(file("v", DType.F32, 1, 2))))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_UPDATE))
                .hasMessageContaining("update of n0");
    }

    @Test
    void onlyFp32IsFolded() {
        var base = MemorySegment.ofArray(file("w", DType.I32, 1, 2));

        assertThatThrownBy(() ->
                        FoldFiles.of(
                                BY_EXAMPLES,
                                PLAIN,
                                base,
                                Optional.empty(),
                                updates(file("w", DType.I32, 1, 2))))
                .hasMessageContaining("expected F32");
    }
}
