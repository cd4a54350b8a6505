package org.foedus.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.ConditionLanguage.Flawed;
import org.foedus.core.policy.ConditionLanguage.Understood;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.policy.Outcome;
import org.foedus.protocol.form.PolicyForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever stands in a policy: it ends soon, and permits only what it says.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BoundsTest {
    private static final int TEXTS = 3000;
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final List<String> WORDS =
            List.of(
                    "lead",
                    "rounds",
                    "auditors",
                    "partners",
                    "purpose",
                    "hour",
                    "work_limit",
                    "'brazil'",
                    "\"x\"",
                    "1",
                    "0",
                    "9223372036854775807",
                    "-1",
                    "1.5",
                    "true",
                    "false",
                    "null",
                    "==",
                    "!=",
                    "<",
                    "<=",
                    "&&",
                    "||",
                    "!",
                    "+",
                    "-",
                    "*",
                    "/",
                    "%",
                    "?",
                    ":",
                    "(",
                    ")",
                    "[",
                    "]",
                    "{",
                    "}",
                    ",",
                    ".",
                    "in",
                    ".all(x,",
                    ".exists(y,",
                    ".exists_one(z,",
                    "x",
                    "y",
                    "z",
                    ".size()",
                    ".matches('(a*)*')",
                    ".contains(",
                    ".startsWith(",
                    "duration('1h')",
                    "timestamp(",
                    "size(",
                    "b'x'",
                    "r'\\'",
                    "'''",
                    "//",
                    "\n",
                    "\t",
                    "`",
                    "$",
                    "@result",
                    "\u0000",
                    "\u202e",
                    "é",
                    "\ud83d",
                    "\ud83d\ude00",
                    "__",
                    "google.protobuf.Any{}",
                    "optional.of(");

    private final Cel cel = new Cel();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "partners.all(a, partners.all(b, partners.all(c, a == b || b == c)))",
                "partners.all(a, auditors.exists(b, purpose.contains(purpose + a + b)))",
                "(partners + partners + partners).all(a, (partners + partners).all(b, a in"
                        + " auditors))",
                "partners.all(a, purpose.matches('^(.*a){20}.*$'))"
            })
    void whatCanTakeTooLongIsRefusedWhereItIsRead(String text) {
        var reading = cel.read(text);
        assertThat(reading).isInstanceOf(Flawed.class);
        assertThat(((Flawed) reading).flaws().getFirst().expected())
                .containsAnyOf("more than 20000 steps", "smaller regular expression");
    }

    @Test
    void theCostliestThatIsAllowedEndsAtOnce() {
        var text = "partners.all(a, partners.all(b, a != b || b != 'x'))";
        var condition = ((Understood) cel.read(text)).condition();
        var begun = System.nanoTime();
        assertThat(condition.test(Plans.request())).isEqualTo(new Outcome.Holds());
        assertThat(condition.parts(Plans.request())).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "{",
                "!",
                "-",
                "!(",
                "a.",
                "a?",
                "a?b:",
                "1+",
                "1==",
                "f(",
                "[1,",
                "true&&",
                "true||",
                "'",
                "\"",
                "lead.all(x,",
                "partners.exists(x,",
                "{1:",
                "true?(",
                "a[",
                "?",
                "))"
            })
    void deepAndLongTextsAreRefusedSoon(String piece) {
        for (int length : new int[] {30, 200, 1900, 2000, 3000}) {
            var open = piece.repeat(length / piece.length());
            for (var text : List.of(open, open + "true", open + "true" + ")".repeat(50))) {
                var begun = System.nanoTime();
                var reading = cel.read(text);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(text).isLessThan(SOON);
                // An even number of negations is none, however many there are.
                if (length > 1000 && !"!-".contains(piece)) {
                    assertThat(reading).isInstanceOf(Flawed.class);
                }
            }
        }
    }

    @Test
    void aLongChainWithinTheLimitsIsReadAndJudged() {
        var text =
                String.join(
                        " || ", IntStream.range(0, 100).mapToObj(i -> "rounds == " + i).toList());
        assertThat(((Understood) cel.read(text)).condition().test(Plans.request()))
                .isEqualTo(new Outcome.Fails());
    }

    /// Words of the language in any order: most are flawed; what is understood answers.
    @Test
    void randomWordsEndSoonAndNeverThrow() {
        var chance = new Random(20_270_330);
        int understood = 0;
        for (int i = 0; i < TEXTS; i++) {
            var text = words(chance);
            var begun = System.nanoTime();
            if (cel.read(text) instanceof Understood u) {
                understood++;
                assertThat(u.condition().test(Plans.request())).isNotNull();
                assertThat(u.condition().parts(Plans.request())).isNotEmpty();
                assertThat(u.condition().words()).isNotBlank();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(text).isLessThan(SOON);
        }
        assertThat(understood).isPositive();
    }

    private static String words(Random chance) {
        var text = new StringBuilder();
        for (int i = chance.nextInt(1, 12); i > 0; i--) {
            text.append(WORDS.get(chance.nextInt(WORDS.size())))
                    .append(chance.nextBoolean() ? " " : "");
        }
        return text.toString();
    }

    /// A good policy with bytes of it changed: it is refused by name, or permits no more than
    /// before. The policy permits nothing: its one rule asks for what no plan has.
    @Test
    void aDamagedPolicyNeverPermits() {
        var good =
                """
                rules:
                  - name: night
                    effect: permit
                    when: "lead == 'nobody' && rounds <= 10 && auditors.all(a, a == 'nobody')"
                  - name: rest
                    effect: review
                """
                        .getBytes(StandardCharsets.UTF_8);
        var chance = new Random(7);
        int refused = 0;
        for (int i = 0; i < TEXTS; i++) {
            var bytes = good.clone();
            for (int n = chance.nextInt(1, 4); n > 0; n--) {
                int at = chance.nextInt(bytes.length);
                bytes[at] = (byte) chance.nextInt(256);
            }
            try {
                var policy = PolicyForm.read("policy.yaml", bytes, cel);
                var decision = policy.decide(Plans.request());
                if (decision instanceof NodePolicy.Permit) {
                    // Only if the text that is left truly holds.
                    var rule = policy.rules().getFirst();
                    assertThat(rule.when().test(Plans.request())).isEqualTo(new Outcome.Holds());
                }
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_POLICY);
                assertThat(e.reason()).startsWith("policy.yaml:");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(TEXTS / 2);
    }

    /// Bytes without any sense.
    @Test
    void garbageIsNoPolicy() {
        var chance = new Random(11);
        for (int i = 0; i < TEXTS; i++) {
            var bytes = new byte[chance.nextInt(1, 400)];
            chance.nextBytes(bytes);
            try {
                var policy = PolicyForm.read("policy.yaml", bytes, cel);
                assertThat(policy.decide(Plans.request())).isInstanceOf(NodePolicy.Review.class);
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_POLICY);
            }
        }
    }
}
