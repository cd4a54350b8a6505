package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractThrowableAssert;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private static <T> T read(String yaml, Function<Form, Supplier<T>> form) {
        return read(yaml.getBytes(StandardCharsets.UTF_8), form);
    }

    private static <T> T read(byte[] yaml, Function<Form, Supplier<T>> form) {
        return Yaml.read("node.yaml", yaml, ErrorCode.BAD_REQUEST, form);
    }

    private static AbstractThrowableAssert<?, ?> refused(String yaml) {
        return refused(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static AbstractThrowableAssert<?, ?> refused(byte[] yaml) {
        return assertThatThrownBy(() -> read(yaml, f -> f.text("name", 100).required()))
                .isInstanceOf(FoedusException.class);
    }

    @Test
    void aFileLargerThanTheLimitIsRefusedUnread() {
        var large = new byte[1 << 20];
        Arrays.fill(large, (byte) '[');
        refused(large).hasMessage("node.yaml:1: expected at most 262144 bytes, found 1048576");
    }

    @Test
    void aBombOfAliasesIsRefusedAtTheFirst() {
        refused("a: &a [x, x]\nb: &b [*a, *a]\nname: [*b, *b]\n")
                .hasMessage("node.yaml:1: anchors (&) and aliases (*) are not used here");
        refused("name: *a\n").hasMessageStartingWith("node.yaml:1: ");
    }

    @Test
    void deepNestingIsRefused() {
        refused("name: " + "[".repeat(20) + "]".repeat(20))
                .hasMessage("node.yaml:1: nested deeper than 20 levels");
        refused("name: " + "[".repeat(200_000)).hasMessageContaining("nested deeper");
        refused("name: " + "{a: ".repeat(50_000)).hasMessageContaining("nested deeper");
        refused("name: " + "[".repeat(19) + "]".repeat(19))
                .hasMessage(
                        "node.yaml:1: name: expected a text of 1 to 100 characters,"
                                + " found a list of 1");
    }

    @Test
    void aFieldGivenTwiceIsRefused() {
        refused("name: a\nname: b\n").hasMessage("node.yaml:2: name: given twice");
    }

    @Test
    void tabsTagsSecondDocumentsAndOtherTextAreRefused() {
        refused("name:\n\t- a\n")
                .hasMessage("node.yaml:2: not YAML: a tab cannot indent, use spaces");
        refused("name: !!binary aGk=\n").hasMessage("node.yaml:1: tags (!) are not used here");
        refused("name: a\n---\nname: b\n")
                .hasMessage("node.yaml:2: expected one document, found another");
        refused("name: [a\n").hasMessageStartingWith("node.yaml:2: not YAML: ");
        refused("").hasMessage("node.yaml:1: expected fields such as 'name: value'");
        refused("- a\n").hasMessage("node.yaml:1: expected fields such as 'name: value'");
        refused("? [a]\n: b\n").hasMessageContaining("expected a name of a field");
        refused(new byte[] {'n', ':', ' ', (byte) 0xff})
                .hasMessage("node.yaml:1: expected text in UTF-8");
        refused("name: a\u0000b\n").hasMessageStartingWith("node.yaml:1: not YAML: ");
    }

    @Test
    void aMissingFieldSaysWhatIsExpected() {
        refused("# nothing\nother: 1\n")
                .hasMessage(
                        """
                        node.yaml:2: name: missing: expected a text of 1 to 100 characters
                        node.yaml:2: other: unknown field: expected one of name\
                        """);
    }

    @Test
    void onlyTenErrorsAreToldAndTheRestCounted() {
        var yaml = new StringBuilder("name: a\n");
        for (int i = 0; i < 13; i++) {
            yaml.append("field-").append((char) ('a' + i)).append(": 1\n");
        }
        refused(yaml.toString())
                .satisfies(e -> {
                    var lines = String.valueOf(e.getMessage()).lines().toList();
                    assertThat(lines).hasSize(11);
                    assertThat(lines.getFirst()).startsWith("node.yaml:2: field-a: ");
                    assertThat(lines.getLast()).isEqualTo("and 3 more");
                });
    }

    @Test
    void whatIsShownOfAFileIsShortAndPrintable() {
        refused("name: [" + "x".repeat(10) + "]\n\"\\u202E\\a\": 1\n")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u202e", "\u0007"));
        refused("name: " + "y".repeat(5000))
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).length()).isLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "10m, PT10M", "1h, PT1H"})
    void timesHaveUnits(String written, Duration time) {
        Duration read = read("t: " + written, f -> f.time("t", Duration.ZERO, HOUR).required());
        assertThat(read).isEqualTo(time);
        assertThat(Times.parse(Times.print(time))).contains(time);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30|expected a time with its unit (ms, s, m, h or d), such as 30s,"
                        + " found the number 30",
                "1.5h|expected a time such as 30s, 10m or 2h, found '1.5h'",
                "10 meters|expected a time such as 30s, 10m or 2h, found '10 meters'",
                "-5s|expected a time such as 30s, 10m or 2h, found '-5s'",
                "1d|expected a time from 0s to 1h, found 1d",
                "|expected a time such as 30s, 10m or 2h, found nothing",
            })
    void aWrongTimeNamesTheUnits(String written, String message) {
        var yaml = "t: " + (written == null ? "" : written);
        assertThatThrownBy(() -> read(yaml, f -> f.time("t", Duration.ZERO, HOUR).required()))
                .hasMessage("node.yaml:1: t: " + message);
    }

    @ParameterizedTest
    @CsvSource({
        "2027-03-31, 2027-03-31T23:59:59Z",
        "2027-03-31T12:00:00Z, 2027-03-31T12:00:00Z",
        "2027-03-31T12:00:00+02:00, 2027-03-31T10:00:00Z",
        "in 30d, 2027-01-31T00:00:00Z"
    })
    void pointsInTimeAreDatesOrTimesOrAhead(String written, Instant expected) {
        Instant read = read("due: " + written, f -> f.instant("due", NOW).required());
        assertThat(read).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tomorrow", "2027-02-30", "31.3.2027", "in 30", "12", "2027-03-31T12:00"})
    void otherPointsInTimeAreRefused(String written) {
        assertThatThrownBy(() -> read("due: " + written, f -> f.instant("due", NOW).required()))
                .hasMessageStartingWith("node.yaml:1: due: expected a date such as 2027-03-31");
    }

    @Test
    void aNumberInQuotesIsAText() {
        assertThatThrownBy(() -> read("n: '5'", f -> f.whole("n", 1, 9).required()))
                .hasMessage("node.yaml:1: n: expected a whole number from 1 to 9, found '5'");
        assertThatThrownBy(() -> read("n: 5", f -> f.name("n").required()))
                .hasMessage(
                        "node.yaml:1: n: expected a name of a-z, 0-9 and inner hyphens,"
                                + " found the number 5");
        assertThatThrownBy(() -> read("n: yes", f -> f.flag("n").required()))
                .hasMessage("node.yaml:1: n: expected true or false, found 'yes'");
    }

    @Test
    void aLargeOrSubtleNumberIsNoWholeNumber() {
        for (var text : List.of("1e3", "99999999999999999999", "0x10", "1_000", "1.0", ".inf")) {
            assertThatThrownBy(() ->
                            read("n: " + text, f -> f.whole("n", 0, Long.MAX_VALUE).required()))
                    .hasMessageContaining("expected a whole number");
        }
        assertThatThrownBy(() ->
                        read("n: 1e999", f -> f.number("n", "a number", _ -> true).required()))
                .hasMessageContaining("expected a number");
        Double zero = read("n: -0.0", f -> f.number("n", "a number", _ -> true).required());
        assertThat(zero).isEqualTo(0.0);
    }

    /// A node's datasets, as its settings have them.
    private static Supplier<SortedMap<String, String>> datasets(Form form) {
        return form.named("datasets", 3, d -> d.text("file", 100).required());
    }

    @Test
    void sectionsMayHaveNamesOfTheWritersChoice() {
        var yaml = "datasets:\n  train: {file: a.csv}\n  held-out: {file: b.csv}\n";
        assertThat(read(yaml, YamlTest::datasets))
                .containsExactly(
                        java.util.Map.entry("held-out", "b.csv"),
                        java.util.Map.entry("train", "a.csv"));
        assertThat(read("{}", YamlTest::datasets)).isEmpty();
        assertThatThrownBy(() -> read("datasets:\n  Train: {file: a}\n", YamlTest::datasets))
                .hasMessage(
                        "node.yaml:2: datasets.Train: expected a name of a-z, 0-9 and inner"
                                + " hyphens");
        assertThatThrownBy(() -> read("datasets:\n  a: {fil: x}\n", YamlTest::datasets))
                .hasMessageContaining(
                        "node.yaml:2: datasets.a.fil: unknown field (did you mean file?)");
        assertThatThrownBy(() -> read("datasets: [a]\n", YamlTest::datasets))
                .hasMessageContaining("found a list of 1");
        assertThatThrownBy(
                        () -> read("datasets: {a: {}, b: {}, c: {}, d: {}}\n", YamlTest::datasets))
                .hasMessageContaining("expected at most 3 names");
    }

    /// Whatever a broken file holds, what comes out is a value or a [FoedusException].
    @Test
    void brokenFilesNeverDoWorseThanARefusal() {
        var seed = PlanFormTest.FULL.getBytes(StandardCharsets.UTF_8);
        for (int n = 0; n < 4000; n++) {
            var broken = mutated(seed, new Random(n));
            try {
                PlanForm.read("plan.yaml", broken);
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_PLAN);
                assertThat(e.reason()).startsWith("plan.yaml:");
            }
        }
    }

    private static final String SYNTAX = ":-[]{},'\"|>&*!#%@`?\n\t \\0~\r\uFEFF";

    private static byte[] mutated(byte[] seed, Random random) {
        var bytes = Arrays.copyOf(seed, seed.length);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) SYNTAX.charAt(random.nextInt(SYNTAX.length()));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(40), bytes.length - Math.max(at, from));
                    System.arraycopy(bytes, from, bytes, at, length);
                }
            }
        }
        return bytes;
    }
}
