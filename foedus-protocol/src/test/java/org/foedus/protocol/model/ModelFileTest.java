package org.foedus.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.TreeMap;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorFile;
import org.foedus.protocol.safetensors.TensorInfo;
import org.junit.jupiter.api.Test;

class ModelFileTest {
    private static TensorFile parse(byte[] bytes) {
        return Safetensors.parse(MemorySegment.ofArray(bytes), "start");
    }

    @Test
    void theNamedArchitecturesHaveTheirSizes() {
        assertThat(Architectures.named("lenet5").orElseThrow().parameters()).isEqualTo(61_706);
        assertThat(Architectures.named("mlp").orElseThrow().parameters()).isEqualTo(101_770);
        assertThat(Architectures.named("gpt")).isEmpty();
        for (var architecture : Architectures.all()) {
            long next = 0;
            for (var tensor : architecture.tensors()) {
                assertThat(tensor.offset()).isEqualTo(next);
                next += tensor.elements();
            }
        }
    }

    @Test
    void aSeedAlwaysGivesTheSameFirstModel() {
        var bytes = Architectures.initialise(Architectures.MLP, 1);
        assertThat(Architectures.initialise(Architectures.MLP, 1)).isEqualTo(bytes);
        assertThat(Architectures.initialise(Architectures.MLP, 2)).isNotEqualTo(bytes);
        assertThat(Sha256.of(bytes).shortHex()).isEqualTo("695ee71206cf");
    }

    @Test
    void firstWeightsLieWithinTheBoundOfTheirLayer() {
        var file = parse(Architectures.initialise(Architectures.LENET5, 3));
        for (var tensor : file.tensors()) {
            double bound = bound(tensor.name());
            var values = file.data(tensor).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            double most = 0;
            for (float value : values) {
                most = Math.max(most, Math.abs(value));
            }
            assertThat(most).as(tensor.name()).isBetween(bound * 0.2, bound);
            if (values.length > 1_000) {
                assertThat(most).isGreaterThan(bound * 0.99);
            }
        }
    }

    private static double bound(String tensor) {
        int fanIn =
                switch (tensor.substring(0, tensor.indexOf('.'))) {
                    case "conv1" -> 25;
                    case "conv2" -> 150;
                    case "fc1" -> 400;
                    case "fc2" -> 120;
                    default -> 84;
                };
        return 1 / Math.sqrt(fanIn);
    }

    @Test
    void parametersGoIntoAFileAndBack() {
        var parameters = MemorySegment.ofArray(new byte[4 * 61_706]);
        for (int i = 0; i < 61_706; i++) {
            parameters.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, i);
        }
        var metadata = new TreeMap<String, String>();
        metadata.put("round", "3");
        var file = parse(ModelFile.bytes(Architectures.LENET5, parameters, metadata));
        var back = MemorySegment.ofArray(new byte[4 * 61_706]);

        ModelFile.load(file, "start", Architectures.LENET5, back);

        assertThat(back.mismatch(parameters)).isEqualTo(-1);
        assertThat(file.metadata()).containsEntry("round", "3");
        assertThat(ModelFile.architecture(file)).contains(Architectures.LENET5);
    }

    @Test
    void aFileOfAnotherArchitectureIsRefusedAndNothingIsWritten() {
        var back = MemorySegment.ofArray(new byte[4 * 61_706]);
        var other = parse(Architectures.initialise(Architectures.MLP, 1));
        assertThatThrownBy(() -> ModelFile.load(other, "start", Architectures.LENET5, back))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_MODEL))
                .hasMessageContaining("'mlp'");

        var tensors = ModelFile.tensors(Architectures.LENET5);
        var renamed =
                tensors.stream()
                        .map(t -> new TensorInfo("x" + t.name(), t.dtype(), t.shape(), t.offset()))
                        .toList();
        var header = Safetensors.header(renamed, new TreeMap<>());
        var nameless = parse(java.util.Arrays.copyOf(header, header.length + 4 * 61_706));
        assertThatThrownBy(() -> ModelFile.load(nameless, "start", Architectures.LENET5, back))
                .hasMessageContaining("xconv1.weight");
        assertThat(back.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    }
}
