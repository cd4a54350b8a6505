package org.foedus.portal;

import static org.foedus.portal.Samples.NOW;
import static org.foedus.portal.Samples.ROOT;
import static org.foedus.portal.Samples.SHA;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.communique.Communique;
import org.foedus.core.vote.Matter;
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
                new Seat("ticket", 3, offers(text), heard, null, List.of()));
    }

    static List<Offer> offers(String text) {
        var all = new ArrayList<Offer>();
        all.add(communique());
        for (var act :
                List.of(
                        Act.PROPOSE_RECOVERY,
                        Act.PROPOSE_FEDERATION,
                        Act.PROPOSE_RESOLUTION,
                        Act.PROPOSE_RELEASE)) {
            all.add(
                    new Offer(
                            act,
                            text,
                            Map.of(Ask.RELEASE_TO, words(Matter.Audience.values())),
                            Map.of(Ask.TITLE, Said.of("given.suspend", "who", text))));
        }
        all.add(amendment(text));
        var mandate = Said.of("given.mandate", "id", "our-mandate", "lead", text);
        all.add(new Offer(Act.PUBLISH_MANDATE, "", Map.of(), Map.of(Ask.MANDATE, mandate)));
        var offer =
                Said.of("given.partnership", "id", "our-partnership", "us", text, "other", "china");
        all.add(
                new Offer(
                        Act.OFFER_PARTNERSHIP,
                        "",
                        Map.of(Ask.READERS, words(Openness.values())),
                        Map.of(Ask.PARTNERSHIP, offer)));
        return all;
    }

    private static Offer amendment(String text) {
        var charter = "name: \"" + text + "\"\nlead: \"brazil\"\nmandates: lead\n";
        return new Offer(
                Act.PROPOSE_AMENDMENT, "", Map.of(), Map.of(Ask.CHARTER, Said.plain(charter)));
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
        pages.put("fill-lines", lines(text));
        pages.put("keep", keep(text));
        pages.put(
                "keep-none",
                new OwnPage.Keep(
                        Act.END_STANDING,
                        text,
                        new TreeMap<>(),
                        List.of(),
                        "",
                        List.of("run-1", text)));
        pages.put("kept", new OwnPage.Kept(Act.END_STANDING, List.of("run-1", text), text));
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

    private static OwnPage keep(String text) {
        var fields = new TreeMap<Ask, String>();
        fields.put(Ask.NAME, text);
        return new OwnPage.Keep(
                Act.GIVE_STANDING,
                "",
                fields,
                List.of(
                        new OwnPage.Answer(Ask.NAME, Said.plain(text)),
                        new OwnPage.Answer(Ask.CONDITION, Said.plain("lead == \"br\" && " + text))),
                text,
                List.of());
    }

    private static OwnPage lines(String text) {
        var answers = new TreeMap<Ask, String>();
        answers.put(Ask.TITLE, text);
        answers.put(Ask.WHY, text);
        answers.put(Ask.CHARTER, "leads: " + text + "\nquorum: many\n");
        return new OwnPage.Fill(
                amendment(text),
                Said.of("charter.title"),
                answers,
                List.of(
                        fault("fault.form.missing", 1, text),
                        fault("fault.form.near", 1, text),
                        fault("fault.form.expected", 2, text)),
                null);
    }

    private static Fault fault(String key, int line, String text) {
        return new Fault(
                Ask.CHARTER,
                new Said.Worded(
                        key,
                        new TreeMap<>(
                                Map.of(
                                        "line", line, "field", text, "near", text, "what", text,
                                        "found", text))));
    }
}
