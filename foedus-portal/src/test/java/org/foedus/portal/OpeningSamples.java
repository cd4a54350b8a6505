package org.foedus.portal;

import static org.foedus.portal.Samples.NOW;
import static org.foedus.portal.Samples.ROOT;
import static org.foedus.portal.Samples.SHA;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.communique.Communique;
import org.foedus.protocol.message.Language;

/// Forms that open something new, and what follows them, to test with.
final class OpeningSamples {
    private static final String PAYLOAD =
            """
            {
              "audience" : "public",
              "communique" : "we-meet-in-rome",
              "language" : "en",
              "sequence" : 18,
              "type" : "publish-communique/1",
              "voice" : "member"
            }\
            """;

    private OpeningSamples() {}

    /// Every form at once, on the page of news.
    static Frame frame(Language language, String text) {
        var heard = NOW.minus(Duration.ofMinutes(7));
        return new Frame(
                "Alliance for Shared AI",
                text,
                true,
                1_284,
                ROOT,
                "",
                language,
                new Seat("ticket", 3, offers(text), heard, null));
    }

    static List<Offer> offers(String text) {
        return List.of(communique());
    }

    private static Offer communique() {
        var choices = new EnumMap<Ask, List<Offer.Choice>>(Ask.class);
        choices.put(Ask.LANGUAGE, words(Language.values()));
        choices.put(Ask.VOICE, words(Communique.Voice.values()));
        choices.put(Ask.AUDIENCE, words(Communique.Audience.values()));
        return new Offer(Act.PUBLISH_COMMUNIQUE, "", choices);
    }

    private static List<Offer.Choice> words(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(v -> new Offer.Choice(v.name().toLowerCase(Locale.ROOT), Said.word(v)))
                .toList();
    }

    static SortedMap<String, OwnPage> pages(String text) {
        var pages = new TreeMap<String, OwnPage>();
        pages.put("confirm-new", confirm(text));
        pages.put(
                "done-new",
                new OwnPage.Done(
                        Act.PUBLISH_COMMUNIQUE,
                        "",
                        Said.word(Section.NEWS),
                        1_285L,
                        false,
                        true,
                        new OwnPage.Made(Act.Where.COMMUNIQUE, text)));
        pages.put("fill-refused", refused(text));
        return pages;
    }

    private static OwnPage confirm(String text) {
        return new OwnPage.Confirm(
                Act.PUBLISH_COMMUNIQUE,
                "",
                Said.word(Section.NEWS),
                List.of(
                        new OwnPage.Answer(Ask.TITLE, Said.plain(text)),
                        new OwnPage.Answer(Ask.BODY, Said.plain(text + "\n\n" + text)),
                        new OwnPage.Answer(Ask.VOICE, Said.word(Communique.Voice.MEMBER))),
                PAYLOAD,
                SHA,
                null,
                Said.of("key.organisation", "name", "br"),
                ROOT,
                "hub.example.org:8443",
                ROOT,
                "token",
                NOW.plus(Duration.ofMinutes(10)),
                true);
    }

    private static OwnPage refused(String text) {
        var answers = new TreeMap<>(Map.of(Ask.TITLE, text, Ask.BODY, text));
        return new OwnPage.Fill(
                communique(),
                Said.word(Section.NEWS),
                answers,
                List.of(),
                new OwnPage.Refusal("HUB_UNREACHABLE", text, "look at `foedus doctor`"));
    }
}
