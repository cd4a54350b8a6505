package org.foedus.protocol.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    private static final List<TensorInfo> TWO =
            List.of(
                    new TensorInfo("conv.weight", DType.F32, List.of(2L, 3L), 0),
                    new TensorInfo("fc/bias-1", DType.F32, List.of(4L), 24));

    private static byte[] file(byte[] header, int dataBytes) {
        return Arrays.copyOf(header, header.length + dataBytes);
    }

    private static byte[] file(String json, int dataBytes) {
        var bytes = new ByteArrayOutputStream();
        var text = new StringBuilder(json);
        while (text.toString().getBytes(UTF_8).length % 8 != 0) {
            text.append(' ');
        }
        var header = text.toString().getBytes(UTF_8);
        bytes.writeBytes(
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .array());
        bytes.writeBytes(header);
        bytes.writeBytes(new byte[dataBytes]);
        return bytes.toByteArray();
    }

    private static TensorFile parse(byte[] bytes) {
        return Safetensors.parse(MemorySegment.ofArray(bytes), "m.safetensors");
    }

    @Test
    void whatWasWrittenIsRead() {
        var metadata = new TreeMap<String, String>();
        metadata.put("architecture", "lenet5");
        metadata.put("läbel", "ß");
        var header = Safetensors.header(TWO, metadata);
        var bytes = file(header, 40);
        bytes[header.length] = 7;

        var file = parse(bytes);

        assertThat(file.tensors()).isEqualTo(TWO);
        assertThat(file.metadata()).isEqualTo(metadata);
        assertThat(file.dataOffset()).isEqualTo(header.length).matches(n -> n % 8 == 0);
        assertThat(file.data().byteSize()).isEqualTo(40);
        assertThat(file.data().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
        assertThat(file.data(TWO.get(1)).byteSize()).isEqualTo(16);
        assertThat(file.tensor("fc/bias-1")).contains(TWO.get(1));
        assertThat(Safetensors.header(TWO, metadata)).isEqualTo(header);
    }

    @Test
    void tensorsAreListedInTheOrderOfTheirData() {
        var file =
                parse(
                        file(
                                """
                                {"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},
                                "empty":{"dtype":"I64","shape":[0,5],"data_offsets":[1,1]},
                                "a":{"data_offsets":[0,1],"shape":[],"dtype":"BOOL"}}\
                                """,
                                3));
        assertThat(file.tensors()).extracting(TensorInfo::name).containsExactly("a", "empty", "b");
    }

    @Test
    void aFileWithoutTensorsIsAFile() {
        assertThat(parse(file("{}", 0)).tensors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}       |  4 | within 0 to 4 bytes
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}       |  9 | found 1 more bytes
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,7]}}       |  8 | expected 8 bytes for 'a' F32[2], found 7
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}       |  8 | found [8, 0]
                    {"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}        |  2 | to begin at data offset 0
                    {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}} | 3 | to begin at data offset 2
                    {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}} | 2 | Duplicate
                    {"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 8 | Duplicate
                    {"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}       |  8 | found 'C64'
                    {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}      |  8 | at least 0, found -1
                    {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}     |  8 | expected a whole number
                    {"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}     |  8 | expected a whole number
                    {"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,8]}} | 8 | more than 2^63
                    {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}} | 8 | not a header
                    {"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}} | 8 | at most 8 numbers
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}         |  8 | two data_offsets
                    {"a":{"dtype":"F32","shape":[2]}}                            |  8 | two data_offsets
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}} |  8 | found 'x'
                    {"a b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}     |  8 | tensor name
                    {"":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}        |  8 | tensor name
                    {"a":[[[[1]]]]}                                              |  8 | expected an object for a
                    {"a":{"dtype":"F32","shape":[[[[2]]]],"data_offsets":[0,8]}} |  8 | whole number
                    {"__metadata__":{"k":1}}                                     |  0 | expected a string
                    {"__metadata__":{"k":{"k":"v"}}}                             |  0 | expected a string
                    {} {}                                                        |  0 | only spaces after
                    {"a"                                                         |  0 | not a header
                    [{}]                                                         |  0 | expected '{'
                    """)
    void aLyingHeaderIsRefused(String json, int dataBytes, String reason) {
        assertThatThrownBy(() -> parse(file(json, dataBytes)))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_MODEL))
                .hasMessageStartingWith("safetensors m.safetensors, byte ")
                .hasMessageContaining(reason);
    }

    @Test
    void anErrorNamesTheByteAlsoAfterLettersOfTwoBytes() {
        var json = "{\"__metadata__\":{\"k\":\"ßß\"},\"a\":{\"dtype\":\"C64\"}}";
        int at = json.getBytes(UTF_8).length - 2 + 8;
        assertThatThrownBy(() -> parse(file(json, 0))).hasMessageContaining("byte " + at + ":");
    }

    @Test
    void aHeaderLongerThanTheFileOrTheLimitIsRefused() {
        for (long length : new long[] {-1, 0, 1, 9, 16, (8 << 20) + 8, Long.MIN_VALUE}) {
            var bytes = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            assertThatThrownBy(() -> parse(bytes.array()))
                    .isInstanceOf(FoedusException.class)
                    .hasMessageContaining("byte 0:");
        }
        assertThatThrownBy(() -> parse(new byte[7])).hasMessageContaining("a file of 7");
    }

    @Test
    void theLimitsOfCountAndNameHold() {
        var tensors = new ArrayList<TensorInfo>();
        for (int i = 0; i < Safetensors.MAX_TENSORS; i++) {
            tensors.add(new TensorInfo("t" + i, DType.U8, List.of(1L), i));
        }
        var full = file(Safetensors.header(tensors, new TreeMap<>()), Safetensors.MAX_TENSORS);
        assertThat(parse(full).tensors()).hasSize(Safetensors.MAX_TENSORS);

        tensors.add(new TensorInfo("last", DType.U8, List.of(1L), Safetensors.MAX_TENSORS));
        assertThatThrownBy(() -> Safetensors.header(tensors, new TreeMap<>()))
                .isInstanceOf(IllegalArgumentException.class);
        var name = "n".repeat(Safetensors.MAX_NAME + 1);
        var json = "{\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}";
        assertThatThrownBy(() -> parse(file(json, 1))).isInstanceOf(FoedusException.class);
    }

    @Test
    void theFirstDifferenceOfTwoLayoutsIsNamed() {
        var one = parse(file(Safetensors.header(TWO, new TreeMap<>()), 40));
        var same = parse(file(Safetensors.header(TWO, new TreeMap<>()), 40));
        assertThat(one.sameLayout(same)).isTrue();
        assertThat(one.layoutDifference(TWO.subList(0, 1)))
                .contains("tensor 'fc/bias-1' F32[4] is not expected");
        var shorter = parse(file(Safetensors.header(TWO.subList(0, 1), new TreeMap<>()), 24));
        assertThat(shorter.sameLayout(one)).isFalse();
        assertThat(shorter.layoutDifference(TWO)).contains("tensor 'fc/bias-1' F32[4] is missing");
        var transposed = List.of(new TensorInfo("conv.weight", DType.F32, List.of(3L, 2L), 0));
        assertThat(shorter.layoutDifference(transposed))
                .contains("tensor 1 is 'conv.weight' F32[2, 3], expected 'conv.weight' F32[3, 2]");
    }

    @Test
    void aMutatedFileIsReadOrRefusedByName() {
        var metadata = new TreeMap<String, String>();
        metadata.put("architecture", "mlp");
        var original = file(Safetensors.header(TWO, metadata), 40);
        var chance = new SplittableRandom(1);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            var bytes = mutate(original, chance);
            try {
                var file = parse(bytes);
                long sum = file.tensors().stream().mapToLong(TensorInfo::bytes).sum();
                assertThat(sum).isEqualTo(file.data().byteSize());
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_MODEL);
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 19_999);
    }

    private static byte[] mutate(byte[] original, SplittableRandom chance) {
        var bytes = original.clone();
        int flips = chance.nextInt(1, 4);
        for (int i = 0; i < flips; i++) {
            int at = chance.nextInt(bytes.length);
            bytes[at] =
                    chance.nextBoolean()
                            ? (byte) chance.nextInt()
                            : (byte) "{}[]\",:0123456789-.eE ".charAt(chance.nextInt(22));
        }
        return chance.nextInt(4) == 0 ? Arrays.copyOf(bytes, chance.nextInt(bytes.length)) : bytes;
    }
}
