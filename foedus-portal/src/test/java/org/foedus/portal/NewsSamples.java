package org.foedus.portal;

import static org.foedus.portal.Samples.EVIL;
import static org.foedus.portal.Samples.NOW;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.foedus.core.communique.Communique;
import org.foedus.core.vote.Proposal;

/// News to test with, in the order of [#NAMES].
final class NewsSamples {
    static final List<String> NAMES = List.of("news", "communique");
    private static final Written NOTHING = Written.of("");

    private NewsSamples() {}

    private static Written title() {
        return new Written(
                "pt",
                "A aliança publica seu primeiro modelo",
                new TreeMap<>(
                        Map.of(
                                "en", "The alliance publishes its first model",
                                "hi", "गठबंधन ने अपना पहला मॉडल प्रकाशित किया",
                                "zh", "联盟发布首个模型")));
    }

    private static Written body() {
        return new Written(
                "pt",
                "Cinco organizações treinaram juntas.\n\nNenhuma imagem saiu de casa.",
                new TreeMap<>(
                        Map.of(
                                "en",
                                "Five organisations on four continents have trained one"
                                        + " classifier together. No picture left the organisation"
                                        + " that holds it.\n\nThe model, its card and the ledger"
                                        + " are open to every member.",
                                "hi",
                                "चार महाद्वीपों के पाँच संगठनों ने मिलकर प्रशिक्षण किया।",
                                "zh",
                                "四大洲的五个组织共同训练了一个分类器。")));
    }

    private static NewsView item(NewsView.Kind kind, String id, Written title, int hours) {
        var outcome = kind == NewsView.Kind.DECISION ? Proposal.Outcome.PASSED : null;
        var said = kind == NewsView.Kind.COMMUNIQUE;
        return new NewsView(
                kind,
                id,
                title,
                said ? body() : NOTHING,
                Samples.MEMBERS.getFirst(),
                NOW.minus(Duration.ofHours(hours)),
                outcome,
                false);
    }

    static List<NewsView> said() {
        return List.of(
                item(NewsView.Kind.COMMUNIQUE, "first-model", title(), 1),
                item(
                        NewsView.Kind.COMMUNIQUE,
                        "open-call",
                        Written.of("A call for data on crop diseases"),
                        6));
    }

    static List<Page> usual() {
        var first = Samples.MEMBERS.getFirst();
        var back =
                new NewsView(
                        NewsView.Kind.COMMUNIQUE,
                        "early",
                        Written.of("A date that was too early"),
                        NOTHING,
                        Samples.MEMBERS.get(1),
                        NOW.minus(Duration.ofDays(3)),
                        null,
                        true);
        var model = Written.of("clothes-1 v30");
        return List.of(
                new Page.News(
                        List.of(
                                item(NewsView.Kind.COMMUNIQUE, "first-model", title(), 1),
                                item(NewsView.Kind.MODEL, "c0ffee", model, 2),
                                item(
                                        NewsView.Kind.DECISION,
                                        "p-7",
                                        Written.of("Um período de comentários de duas semanas"),
                                        20),
                                item(
                                        NewsView.Kind.MANDATE,
                                        "m-3",
                                        Written.of("One garment classifier for all"),
                                        30),
                                back,
                                item(
                                        NewsView.Kind.ADMISSION,
                                        "italy",
                                        Written.of("Associazione Italiana per l’IA"),
                                        90)),
                        Paging.of(2, 312)),
                new Page.CommuniquePage(
                        new NewsView.Full(
                                "first-model",
                                title(),
                                body(),
                                first,
                                true,
                                true,
                                NOW,
                                412,
                                new NewsView.About(
                                        Communique.About.Kind.RUN,
                                        new RunView.Link("clothes-1", "clothes-1")),
                                new NewsView.Withdrawal(first, NOW, "It named another run."))));
    }

    static List<Page> empty() {
        return List.of(
                new Page.News(List.of(), Paging.of(1, 0)),
                new Page.CommuniquePage(
                        new NewsView.Full(
                                "c",
                                Written.of("C"),
                                Written.of(""),
                                Samples.MEMBERS.getFirst(),
                                false,
                                false,
                                NOW,
                                0,
                                null,
                                null)));
    }

    static List<Page> evil() {
        var ref = new MemberView.Ref(EVIL, EVIL, "ZZ");
        var written = new Written("ru", EVIL, new TreeMap<>(Map.of("it", EVIL)));
        return List.of(
                new Page.News(
                        List.of(
                                new NewsView(
                                        NewsView.Kind.COMMUNIQUE,
                                        EVIL,
                                        written,
                                        written,
                                        ref,
                                        NOW,
                                        null,
                                        false),
                                new NewsView(
                                        NewsView.Kind.MODEL,
                                        EVIL,
                                        written,
                                        written,
                                        ref,
                                        NOW,
                                        Proposal.Outcome.LAPSED,
                                        true)),
                        Paging.of(1, 2)),
                new Page.CommuniquePage(
                        new NewsView.Full(
                                EVIL,
                                written,
                                written,
                                ref,
                                false,
                                true,
                                NOW,
                                Long.MAX_VALUE,
                                new NewsView.About(
                                        Communique.About.Kind.PARTNERSHIP,
                                        new RunView.Link(EVIL, EVIL)),
                                new NewsView.Withdrawal(ref, NOW, EVIL))));
    }
}
