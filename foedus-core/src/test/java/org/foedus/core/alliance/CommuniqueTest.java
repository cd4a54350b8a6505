package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foedus.core.Story.CHINA;

import java.util.List;
import org.foedus.core.Story;
import org.foedus.core.communique.Communique;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.junit.jupiter.api.Test;

final class CommuniqueTest {
    private static Communique in(Story story) {
        return java.util.Objects.requireNonNull(
                story.state().communiques().get(CommuniqueCases.NEWS));
    }

    @Test
    void theLedgerTellsWhoSaidWhatAndWhere() {
        var before = Story.settled().state().size();
        var told = in(CommuniqueCases.told());
        assertThat(told.by()).isEqualTo(CHINA.id());
        assertThat(told.entry()).isEqualTo(before);
        assertThat(told.status()).isEqualTo(Communique.Status.PUBLISHED);
        assertThat(told.title()).isEqualTo("News");
    }

    @Test
    void itsTextsAreReadFromTheEntryThatPublishedIt() {
        var told = in(CommuniqueCases.told());
        var story = CommuniqueCases.told();
        assertThat(story.texts().of(told, "it").title()).isEqualTo("Notizie");
        assertThat(story.texts().of(told, "zh"))
                .as("the authentic one")
                .isEqualTo(story.texts().of(told).get("en"));
        assertThatThrownBy(
                        () -> ((Texts) _ -> new Entry.HubAddresses(told.at(), List.of())).of(told))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("news is not in entry");
    }

    @Test
    void aWithdrawnCommuniqueKeepsItsTexts() {
        var story = CommuniqueCases.told();
        var told = in(story);
        var back = in(story.claim(CHINA.key(), CommuniqueCases::back));
        assertThat(back.status()).isEqualTo(Communique.Status.WITHDRAWN);
        assertThat(story.texts().of(back)).isEqualTo(story.texts().of(told));
        assertThat(back.withdrawal())
                .hasValueSatisfying(w -> assertThat(w.reason()).isEqualTo("a mistake"));
    }
}
