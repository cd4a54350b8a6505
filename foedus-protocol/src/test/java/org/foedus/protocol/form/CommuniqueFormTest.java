package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommuniqueFormTest {
    private static final String FULL =
            """
            id: news
            language: it
            voice: alliance
            audience: members
            about:
              kind: mandate
              id: clothes
            texts:
              it:
                title: Notizie
                body: |
                  Si comincia.

                  Presto.
              en:
                title: News
                body: It begins.
            """;

    private static CommuniqueForm.Draft read(String yaml) {
        return CommuniqueForm.read("news.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyFieldIsRead() {
        var draft = read(FULL);
        assertThat(draft.id()).isEqualTo(new CommuniqueId("news"));
        assertThat(draft.language()).isEqualTo("it");
        assertThat(draft.voice()).isEqualTo(Communique.Voice.ALLIANCE);
        assertThat(draft.audience()).isEqualTo(Communique.Audience.MEMBERS);
        assertThat(draft.about())
                .isEqualTo(
                        Optional.of(
                                new Communique.About(Communique.About.Kind.MANDATE, "clothes")));
        assertThat(draft.texts())
                .containsOnlyKeys("en", "it")
                .containsEntry("it", new Communique.Text("Notizie", "Si comincia.\n\nPresto."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "language: it|language: fr|the authentic one among them",
                "title: News|title: <b>News</b>|HTML",
                "audience: members|audience: all|audience",
                "kind: mandate|kind: member|kind",
                "  en:|  e1:|small letters",
                "id: news|id: No News|id"
            })
    void whatIsWrongIsNamed(String right, String wrong, String said) {
        assertThatThrownBy(() -> read(FULL.replace(right, wrong)))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .hasMessageContaining("news.yaml")
                .hasMessageContaining(said);
    }

    @Test
    void theExampleIsInSixLanguages() {
        var draft = CommuniqueForm.read("communique.yaml", ExamplesTest.example("communique.yaml"));
        assertThat(draft.texts()).containsOnlyKeys("en", "hi", "it", "pt", "ru", "zh");
    }
}
