package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Story.CHINA;

import org.foedus.core.Story;
import org.foedus.core.communique.Communique;
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
        assertThat(told.text("it").title()).isEqualTo("Notizie");
        assertThat(told.text("zh")).as("the authentic one").isEqualTo(told.texts().get("en"));
    }

    @Test
    void aWithdrawnCommuniqueKeepsItsTexts() {
        var story = CommuniqueCases.told();
        var told = in(story);
        var back = in(story.claim(CHINA.key(), CommuniqueCases::back));
        assertThat(back.status()).isEqualTo(Communique.Status.WITHDRAWN);
        assertThat(back.texts()).isEqualTo(told.texts());
        assertThat(back.withdrawal())
                .hasValueSatisfying(w -> assertThat(w.reason()).isEqualTo("a mistake"));
    }
}
