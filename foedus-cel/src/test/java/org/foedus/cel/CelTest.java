package org.foedus.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.foedus.core.policy.Attribute;
import org.foedus.core.policy.Condition;
import org.foedus.core.policy.ConditionLanguage.Flaw;
import org.foedus.core.policy.ConditionLanguage.Flawed;
import org.foedus.core.policy.ConditionLanguage.Understood;
import org.foedus.core.policy.Outcome;
import org.foedus.core.policy.Part;
import org.foedus.core.policy.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelTest {
    private static final Request REQUEST = Plans.request();
    private final Cel cel = new Cel();

    private Condition read(String text) {
        var reading = cel.read(text);
        assertThat(reading).as(text).isInstanceOf(Understood.class);
        return ((Understood) reading).condition();
    }

    private Flaw flaw(String text) {
        var reading = cel.read(text);
        assertThat(reading).as(text).isInstanceOf(Flawed.class);
        return ((Flawed) reading).flaws().getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "purpose == 'Sort clothes' && mandate == 'clothes'",
                "lead == 'brazil' && started_by in ['brazil', 'india']",
                "auditors == ['china', 'india'] && partners.size() == 3",
                "partners.all(p, p in ['brazil', 'china', 'india'])",
                "auditors.exists(a, a == lead) || auditors.exists_one(a, a == 'china')",
                "partnership == '' && partnership_members.size() == 0",
                "dataset.startsWith('fashion') && architecture.matches('^(mlp|lenet5)$')",
                "evaluator == 'brazil-1' && purpose.contains('clothes')",
                "rounds == 100 && steps == 20 && batch_size == 32 && run_steps == rounds * steps",
                "run_examples == 64000 && run_examples / 1000 <= 64",
                "work_limit == duration('1h30m') && round_deadline < duration('11m')",
                "cohort_min == 3 && cohort_max == 5 && max_examples > 0",
                "weighting == 'examples' && aggregation == 'fedavg'",
                "hour >= 22 && minute == 30 && weekday == 'tuesday'",
                "now < timestamp('2027-03-30T20:31:00Z')",
                "rounds > 50 ? cohort_min >= 3 : true",
                "!(lead == 'china')"
            })
    void whatIsTrueOfThePlanHolds(String text) {
        assertThat(read(text).test(REQUEST)).isEqualTo(new Outcome.Holds());
        assertThat(read("!(" + text + ")").test(REQUEST)).isEqualTo(new Outcome.Fails());
    }

    @ParameterizedTest
    @EnumSource(Attribute.class)
    void everyAttributeIsKnownAndHasItsType(Attribute attribute) {
        var value =
                switch (attribute.kind()) {
                    case TEXT -> "'x'";
                    case TEXTS -> "['x']";
                    case NUMBER -> "-1";
                    case SPAN -> "duration('1ms')";
                    case TIME -> "timestamp('2000-01-01T00:00:00Z')";
                };
        assertThat(read(attribute.label() + " == " + value).test(REQUEST))
                .isEqualTo(new Outcome.Fails());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '"',
            value = {
                "leed == 'x'@1@unknown attribute leed (did you mean lead?)",
                "lead == 'x' && shoe_size > 3@16@unknown attribute shoe_size: expected one of",
                "auditors.map(a, a) == auditors@13@unknown function map",
                "rounds <= 'x'@8@<= does not take a number and a text",
                "rounds@1@expected true or false, found a number",
                "lead = 'brazil'@6@expected CEL such as lead == 'brazil'",
                "lead ==@8@expected CEL such as",
                "lead in [1, 'a']@9@expected a list of one kind",
                "lead in ['a', 1]@9@expected a list of one kind",
                "{'a': 1} == {'a': 1}@1@expected no fields, maps or messages",
                "lead.matches('(')@13@expected a regular expression",
                "lead.matches(purpose)@13@expected a regular expression in quotes",
                "work_limit < duration('soon')@22@expected a time such as duration('90m')",
                "now < timestamp('tomorrow')@16@expected a time such as timestamp(",
                "duration(purpose) < work_limit@9@expected a time such as",
                "auditors[0] == 'x'@9@expected in, all or exists",
                "type(lead) == string@5@unknown function type",
                "dyn(lead) < 3@4@unknown function dyn",
                "google.protobuf.Int32Value{value: 3} == 3@27@unknown attribute",
            })
    void aFlawIsNamedWithItsColumnAndWhatWasExpected(String text, int column, String expected) {
        var flaw = flaw(text);
        assertThat(flaw.expected()).as(text).contains(expected);
        assertThat(flaw.column()).as(text + ": " + flaw).isEqualTo(column);
        assertThat(flaw.line()).isOne();
    }

    @Test
    void aFlawInALaterLineIsFoundThere() {
        assertThat(flaw("lead == 'brazil'\n  && rounds < shoes"))
                .extracting(Flaw::line, Flaw::column)
                .containsExactly(2, 15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rounds / (steps - 20) > 3",
                "rounds % (rounds - 100) == 0",
                "rounds * 9223372036854775807 > 0",
                "[1, 2].all(x, x / 0 == 1)"
            })
    void whatCannotBeEvaluatedIsBrokenAndSaysWhy(String text) {
        var outcome = read(text).test(REQUEST);
        assertThat(outcome).isInstanceOf(Outcome.Broken.class);
        assertThat(((Outcome.Broken) outcome).why())
                .isNotBlank()
                .doesNotContain("evaluation error");
    }

    @Test
    void thePartsShowEveryComparisonAndWhatItLookedAt() {
        var parts = read("lead == 'china' && (rounds <= 50 || steps / 0 == 1)").parts(REQUEST);
        assertThat(parts)
                .extracting(Part::text, Part::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("lead == \"china\"", "false"),
                        org.assertj.core.groups.Tuple.tuple("rounds <= 50", "false"),
                        org.assertj.core.groups.Tuple.tuple(
                                "steps / 0 == 1", "could not be evaluated"));
        assertThat(parts.getFirst().attributes()).containsEntry("lead", "brazil").hasSize(1);
        assertThat(parts.get(1).attributes()).containsEntry("rounds", "100");
    }

    @Test
    void aLoopIsOnePart() {
        var part = read("partners.all(p, p in ['brazil'])").parts(REQUEST).getFirst();
        assertThat(part.text()).isEqualTo("partners.all(p, p in [\"brazil\"])");
        assertThat(part.value()).isEqualTo("false");
        assertThat(part.attributes()).containsEntry("partners", "[brazil, china, india]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '"',
            value = {
                "lead == 'brazil' && rounds <= 100@the mandate's lead is brazil, and the number of"
                        + " rounds is at most 100",
                "lead in ['a', 'b'] && (hour >= 22 || hour < 6)@the mandate's lead is a or b, and"
                        + " (the hour is at least 22, or the hour is less than 6)",
                "work_limit <= duration('2h')@the time for one work item is at most 2h",
                "!(partnership == '')@not (the partnership is empty)",
                "purpose.contains('x')@purpose.contains(\"x\")",
            })
    void aConditionIsSaidInPlainWords(String text, String words) {
        assertThat(read(text).words()).isEqualTo(words.replace("\\\"", "\""));
    }

    @Test
    void howEveryAttributeReadsIsWritten() {
        assertThat(Attribute.values())
                .allSatisfy(a ->
                        assertThat(a.words())
                                .startsWith(a == Attribute.STARTED_BY ? "who" : "the"));
        assertThat(Environment.attributes().stream().collect(Collectors.joining())).isNotBlank();
    }
}
