package org.foedus.engine.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Examples;
import org.foedus.protocol.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {
    private static final Architecture TWO = new Architecture("two", List.of(), List.of(2), 3);

    private static Examples read(byte[] bytes) {
        return Csv.read(Source.of("t.csv", bytes), "class", Scaling.NONE, TWO);
    }

    @Test
    void featuresAndLabelsAreReadInOrder() {
        var text = "\ufeffage,class,\"a \"\"b\"\"\"\r\n1,0,-2.5\r\n\r\n\"3e1\", 2 ,.5";
        var examples = read(text.getBytes(UTF_8));
        assertThat(examples.features()).containsExactly(1f, -2.5f, 30f, .5f);
        assertThat(examples.labels()).containsExactly(0, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    ''                            | line 1: expected one column 'class'
                    a,b,c;1,2,0                   | line 1: expected one column 'class'
                    a,class,class;1,2,0           | line 1: expected one column 'class'
                    a,class;1,0                   | line 1: expected 3 columns
                    a,b,class;1,2                 | line 2: expected 3 fields, found 2
                    a,b,class;1,2,0,4             | line 2: expected 3 fields, found 4
                    a,b,class;1,2,0;1,2,3         | line 3, column 3: expected a label of 0 to 2, found '3'
                    a,b,class;1,2,x               | line 2, column 3: expected a label
                    a,b,class;1,NaN,0             | line 2, column 2: expected a finite number, found 'NaN'
                    a,b,class;1,1e99,0            | line 2, column 2: expected a finite number
                    a,b,class;Infinity,1,0        | line 2, column 1: expected a finite number
                    a,b,class;0x1p3,1,0           | line 2, column 1: expected a finite number
                    a,b,class;,1,0                | line 2, column 1: expected a finite number, found ''
                    a,b,class;"1,1,0              | line 2, column 1: expected a closing quote
                    a,b,class;"1"2,1,0            | line 2, column 1: expected a comma after
                    """)
    void aBadFieldIsNamedByLineAndColumn(String lines, String reason) {
        assertThatThrownBy(() -> read(lines.replace(';', '\n').getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATASET))
                .hasMessageStartingWith("dataset t.csv, " + reason);
    }

    @Test
    void otherEncodingsAndEndlessLinesAreRefused() {
        assertThatThrownBy(() -> read("ä,b,class\n".getBytes(ISO_8859_1)))
                .hasMessageContaining("expected UTF-8");
        assertThatThrownBy(() -> read("a".repeat(Csv.MAX_LINE + 1).getBytes(UTF_8)))
                .hasMessageContaining("line 1: expected at most 1048576 characters");
        assertThatThrownBy(() -> read(",".repeat(Csv.MAX_COLUMNS).getBytes(UTF_8)))
                .hasMessageContaining("expected at most 100000 fields");
        assertThatThrownBy(() -> read(new byte[0])).hasMessageContaining("an empty file");
    }

    @Test
    void aMutatedFileIsReadOrRefusedAndNeverCostsMuch() {
        var original = "a,class,\"b\"\n1.5,0,2\n-1e3,2,\"7\"\n0,1,.25\n".getBytes(UTF_8);
        var chance = new SplittableRandom(3);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            var bytes = Mutation.of(original, original.length, chance);
            long before = Memory.allocatedBytes();
            try {
                var examples = read(bytes);
                for (float feature : examples.features()) {
                    assertThat(Float.isFinite(feature)).isTrue();
                }
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATASET);
                refused++;
            }
            assertThat(Memory.allocatedBytes() - before).isLessThan(1_000_000);
        }
        assertThat(refused).isBetween(5_000, 19_999);
    }
}
