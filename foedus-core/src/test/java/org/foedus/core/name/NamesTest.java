package org.foedus.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.foedus.core.error.FoedusException;
import org.foedus.core.round.WorkItemId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "south-africa", "a--b", "lenet5"})
    void namesAreSmallLettersDigitsAndInnerHyphens(String name) {
        assertThat(Names.check("name", name)).isEqualTo(name);
        assertThat(Names.check("name", "x".repeat(64))).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "-a", "a-", "A", "a_b", "a b", "ä", "a\n", "../a", "a\u0000"})
    void otherTextIsNoName(String name) {
        assertThatThrownBy(() -> Names.check("member", name))
                .isInstanceOf(FoedusException.class)
                .hasMessageStartingWith("member '");
        assertThatThrownBy(() -> Names.check("name", "x".repeat(65)))
                .isInstanceOf(FoedusException.class);
    }

    @Test
    void aRefusedNameIsShownWithoutWhatCannotBeSeen() {
        assertThatThrownBy(() -> Names.check("name", "a\u202e\u0007" + "x".repeat(500)))
                .satisfies(e ->
                        assertThat(String.valueOf(e.getMessage()))
                                .doesNotContain("\u202e", "\u0007")
                                .hasSizeLessThan(200));
    }

    @Test
    void textsAreNormalisedAndTrimmed() {
        assertThat(Names.text("t", " e\u0301\u200b\u202e x\r\ny ", 10)).isEqualTo("é x\ny");
        assertThat(Names.text("t", "12345", 5)).isEqualTo("12345");
        assertThat(Names.text("t", "\ud800ok", 5)).as("half a pair").isEqualTo("ok");
        assertThatThrownBy(() -> Names.text("t", "123456", 5))
                .hasMessage("t: expected 1 to 5 characters, found 6");
        assertThatThrownBy(() -> Names.text("t", "\u200b", 5)).isInstanceOf(FoedusException.class);
    }

    @Test
    void countriesAreTwoCapitals() {
        assertThat(Names.country("BR")).isEqualTo("BR");
        for (var wrong : new String[] {"br", "BRA", "B", "", "B1", "ÄÖ"}) {
            assertThatThrownBy(() -> Names.country(wrong)).isInstanceOf(FoedusException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run.1.train",
                "run.1.train.a.b",
                "run.x.train.a",
                "run.1234567.train.a",
                "run.1.query.a",
                "Run.1.train.a",
                "-.1.train.a",
                "run.1.train.a-"
            })
    void otherTextIsNoWorkItem(String id) {
        assertThatThrownBy(() -> new WorkItemId(id)).isInstanceOf(FoedusException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0007b",
                "a\u001b[2Jb",
                "a\u202eb",
                "a\u200bb",
                "<b>a</b>",
                "<!-- a",
                "</p>"
            })
    void whatSteersTerminalsOrPagesIsRefused(String text) {
        assertThatThrownBy(() -> Names.plain("title", text, 100))
                .isInstanceOf(FoedusException.class)
                .hasMessageStartingWith("title: expected");
        assertThatThrownBy(() -> Names.plainOrEmpty("title", text, 100))
                .isInstanceOf(FoedusException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 < 2", "a <- b", "line\r\nline\ttab", "स्वास्थ्य", "健康"})
    void plainTextsOfAnyLanguageAreTaken(String text) {
        Names.plain("title", text, 100);
        Names.plainOrEmpty("title", "", 100);
    }
}
