package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Story.CHINA;

import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.signature.Signer;
import org.junit.jupiter.api.Test;

/// However much is said, the state stays small: long texts stay in the ledger.
final class StateSizeTest {
    private static final int CLAIMS = 16;
    private static final long KIB = 1024;

    private static String text(int letters) {
        return "ж".repeat(letters);
    }

    /// What a claim of `signer` adds to the state, on the average.
    private static long added(
            Story story, Signer signer, BiFunction<Claim.Header, Integer, Claim> claim)
            throws IllegalAccessException {
        long before = Weight.of(story.state());
        for (int i = 0; i < CLAIMS; i++) {
            int number = i;
            story.claim(signer, h -> claim.apply(h, number));
        }
        return (Weight.of(story.state()) - before) / CLAIMS;
    }

    private static Claim communique(Claim.Header h, int number) {
        var texts = new TreeMap<String, Communique.Text>();
        for (var language : new String[] {"de", "en", "it", "ru", "zh"}) {
            texts.put(
                    language,
                    new Communique.Text(
                            text(Communique.MAX_TITLE), number + text(Communique.MAX_BODY - 2)));
        }
        return new CommuniqueClaim.PublishCommunique(
                h,
                new CommuniqueId("news-" + number),
                "ru",
                texts,
                Communique.Voice.MEMBER,
                Optional.empty(),
                Communique.Audience.PUBLIC);
    }

    @Test
    void aCommuniqueOf40KibLeavesLessThanOneInTheState() throws IllegalAccessException {
        assertThat(added(Story.settled(), CHINA.key(), StateSizeTest::communique)).isLessThan(KIB);
    }
}
