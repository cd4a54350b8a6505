package org.foedus.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.rule.Rule;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessagesTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    /// What the command line says beside the codes.
    private static final SortedSet<String> LINE =
            new TreeSet<>(java.util.List.of("USAGE", "INTERRUPTED"));

    @ParameterizedTest
    @EnumSource
    void everyErrorHasItsMeaningAndANextStepAndNothingElseHas(Language language) {
        var expected = new TreeSet<String>();
        for (var code : ErrorCode.values()) {
            expected.add(code.name());
            expected.add(code.name() + ".next");
        }
        for (var word : LINE) {
            expected.add(word);
            expected.add(word + ".next");
        }
        assertThat(Messages.in(language).errors().keySet()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleHasItsReasonAndANextStepAndNothingElseHas(Language language) {
        var expected = new TreeSet<String>();
        for (var rule : Rule.values()) {
            expected.add(rule.name());
            expected.add(rule.name() + ".next");
        }
        assertThat(Messages.in(language).refusals().keySet()).isEqualTo(expected);
    }

    private static SortedMap<String, String> all(Language language) {
        var texts = new TreeMap<String, String>();
        Messages.in(language).errors().forEach((key, text) -> texts.put("error " + key, text));
        Messages.in(language).refusals().forEach((key, text) -> texts.put("rule " + key, text));
        return texts;
    }

    @ParameterizedTest
    @EnumSource
    void aTranslationKeepsThePlaceholdersAndIsASentence(Language language) {
        var english = all(Language.EN);
        all(language)
                .forEach((key, text) -> {
                    assertThat(placeholders(text))
                            .as(key)
                            .isEqualTo(placeholders(english.getOrDefault(key, "")));
                    assertThat(text).as(key).isNotBlank().isEqualTo(text.strip());
                    assertThat(text).as(key).doesNotContain("\uFFFD").matches("(?s)[^\\p{Cc}]+");
                });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EN")
    void nothingIsLeftInEnglish(Language language) {
        var english = all(Language.EN);
        all(language)
                .forEach((key, text) -> assertThat(text).as(key).isNotEqualTo(english.get(key)));
    }

    private static SortedSet<String> placeholders(String text) {
        var found = new TreeSet<String>();
        PLACEHOLDER.matcher(text).results().forEach(r -> found.add(r.group()));
        return found;
    }

    @Test
    void aHeaderNamesLanguagesByHowMuchTheyAreLiked() {
        assertThat(Language.accepted("pt-BR,pt;q=0.9,en;q=0.8")).isEqualTo(Language.PT);
        assertThat(Language.accepted("en;q=0.3, zh-Hans-CN;q=0.7")).isEqualTo(Language.ZH);
        assertThat(Language.accepted("de, ru;q=0.2")).isEqualTo(Language.RU);
        assertThat(Language.accepted("it;q=0, *")).isEqualTo(Language.EN);
        assertThat(Language.accepted("hi;q=2, it;q=x")).isEqualTo(Language.EN);
        assertThat(Language.accepted(null)).isEqualTo(Language.EN);
        assertThat(Language.accepted(",;,;;q=,".repeat(10_000))).isEqualTo(Language.EN);
    }

    @Test
    void aLocaleIsTakenAsPosixHasIt() {
        assertThat(Language.ofLocale(null, "", "hi_IN.UTF-8")).isEqualTo(Language.HI);
        assertThat(Language.ofLocale("C", null, "it_IT")).isEqualTo(Language.EN);
        assertThat(Language.ofLocale("pt_BR", null, "it_IT")).isEqualTo(Language.PT);
        assertThat(Language.ofLocale(null, null, null)).isEqualTo(Language.EN);
    }

    @Test
    void aRefusalSaysInTheCallersLanguageWhichRuleAndWhatToDo() {
        var refusal = Rule.VOTE_CLOSED.refuse("p-1", "closed", "12:00").by("brazil").failure();
        var problem = Api.Problem.of(refusal, Language.PT);
        assertThat(problem.message()).isEqualTo("the vote on p-1 closed at 12:00");
        assertThat(problem.meaning()).isEqualTo("A votação de p-1 fechou em 12:00.");
        assertThat(problem.next()).contains("Não há nada a fazer: o que chegou depois não conta.");
        assertThat(problem.rule()).contains("VOTE_CLOSED");
        assertThat(problem.object()).contains("p-1");
        assertThat(problem.actor()).contains("brazil");
    }

    @Test
    void aFailureSaysInEnglishWhatFailedAndInTheCallersLanguageWhatItMeans() {
        var failure = new FoedusException(ErrorCode.BUSY, "another node sends it already");
        var problem = Api.Problem.of(failure, Language.RU);
        assertThat(new String(Json.write(problem), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"code\":\"BUSY\",\"language\":\"ru\","
                                + "\"meaning\":\"Там уже работает другой.\","
                                + "\"message\":\"another node sends it already\","
                                + "\"next\":\"Повторите попытку чуть позже.\"}");
    }
}
