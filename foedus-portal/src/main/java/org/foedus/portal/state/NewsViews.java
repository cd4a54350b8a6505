package org.foedus.portal.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Texts;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunStatus;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.foedus.portal.NewsView;
import org.foedus.portal.Page;
import org.foedus.portal.Paging;
import org.foedus.portal.RunView;
import org.foedus.portal.Written;

/// The part of [Views] about news: communiqués, and between them what was decided and made.
final class NewsViews {
    private static final Comparator<Item> NEWEST =
            Comparator.comparing(Item::at)
                    .reversed()
                    .thenComparing(Item::kind)
                    .thenComparing(Item::id);

    private static final Written NOTHING = Written.of("");

    /// Most letters that a list shows of a text.
    private static final int MOST_LEAD = 320;

    private final Views views;
    private final AllianceState state;
    private final Texts texts;
    private final Reader reader;

    NewsViews(Views views, AllianceState state, Texts texts, Reader reader) {
        this.views = views;
        this.state = state;
        this.texts = texts;
        this.reader = reader;
    }

    Page list(long number) {
        var news = all();
        var paging = Paging.of(number, news.size());
        return new Page.News(paging.of(news).stream().map(Item::view).toList(), paging);
    }

    /// The newest communiqués that hold.
    List<NewsView> said(int most) {
        return state.communiques().values().stream()
                .filter(c -> c.status() == Communique.Status.PUBLISHED && readable(c))
                .map(this::item)
                .sorted(NEWEST)
                .limit(most)
                .map(Item::view)
                .toList();
    }

    /// Something new, and how it is shown: texts are read of those alone that a page has.
    private record Item(NewsView.Kind kind, String id, Instant at, Supplier<NewsView> shown) {
        NewsView view() {
            return shown.get();
        }

        static Item of(NewsView view) {
            return new Item(view.kind(), view.id(), view.at(), () -> view);
        }
    }

    private Item item(Communique communique) {
        return new Item(
                NewsView.Kind.COMMUNIQUE,
                communique.id().value(),
                communique.at(),
                () -> view(communique));
    }

    /// The newest first.
    private List<Item> all() {
        var news = new ArrayList<Item>();
        state.communiques().values().stream()
                .filter(this::readable)
                .map(this::item)
                .forEach(news::add);
        for (var member : state.members().values()) {
            news.add(
                    Item.of(
                            new NewsView(
                                    NewsView.Kind.ADMISSION,
                                    member.id().value(),
                                    Written.of(member.legalName()),
                                    NOTHING,
                                    views.ref(member.id()),
                                    member.since(),
                                    null,
                                    false)));
        }
        decisions(news);
        for (var mandate : state.mandates().values()) {
            if (mandate.basis().isEmpty()) {
                news.add(
                        new Item(
                                NewsView.Kind.MANDATE,
                                mandate.id().value(),
                                mandate.publishedAt(),
                                () -> view(mandate)));
            }
        }
        for (var run : state.runs().values()) {
            if (run.status() instanceof RunStatus.Finished(var at) && run.published() > 0) {
                news.add(
                        Item.of(
                                new NewsView(
                                        NewsView.Kind.MODEL,
                                        run.model().hex(),
                                        Written.of(run.id() + " v" + run.published()),
                                        NOTHING,
                                        null,
                                        at,
                                        null,
                                        false)));
            }
        }
        news.sort(NEWEST);
        return news;
    }

    /// What was taken back was not decided.
    private void decisions(List<Item> news) {
        for (var proposal : state.proposals().values()) {
            if (proposal.ended().isPresent() && proposal.outcome() != Proposal.Outcome.WITHDRAWN) {
                news.add(
                        Item.of(
                                new NewsView(
                                        NewsView.Kind.DECISION,
                                        proposal.id().value(),
                                        Written.of(proposal.title()),
                                        NOTHING,
                                        views.ref(proposal.by()),
                                        proposal.ended().get(),
                                        proposal.outcome(),
                                        false)));
            }
        }
    }

    private boolean readable(Communique communique) {
        return reader.member() || communique.audience() == Communique.Audience.PUBLIC;
    }

    private NewsView view(Mandate mandate) {
        return new NewsView(
                NewsView.Kind.MANDATE,
                mandate.id().value(),
                MandateViews.title(texts.instruction(mandate)),
                NOTHING,
                views.ref(mandate.issuer()),
                mandate.publishedAt(),
                null,
                false);
    }

    private NewsView view(Communique communique) {
        var said = texts.of(communique);
        return new NewsView(
                NewsView.Kind.COMMUNIQUE,
                communique.id().value(),
                written(communique, said, Communique.Text::title),
                written(communique, said, t -> beginning(t.body())),
                views.ref(communique.by()),
                communique.at(),
                null,
                communique.status() == Communique.Status.WITHDRAWN);
    }

    /// Of a text, its first paragraph, and of a long one the first words.
    private static String beginning(String body) {
        var first = body.split("\n\\s*\n", 2)[0];
        if (first.length() <= MOST_LEAD) {
            return first;
        }
        var cut =
                first.substring(
                        0, first.offsetByCodePoints(0, first.codePointCount(0, MOST_LEAD) - 1));
        int blank = cut.lastIndexOf(' ');
        return (blank > MOST_LEAD / 2 ? cut.substring(0, blank) : cut) + "…";
    }

    private static Written written(
            Communique communique,
            SortedMap<String, Communique.Text> said,
            Function<Communique.Text, String> part) {
        var parts = new TreeMap<String, String>();
        said.forEach((tag, text) -> parts.put(tag, part.apply(text)));
        var authentic = parts.remove(communique.language());
        return new Written(
                communique.language(),
                InvariantViolation.present(authentic, communique.id() + ": no authentic text"),
                parts);
    }

    Optional<Page> one(CommuniqueId id) {
        return Optional.ofNullable(state.communiques().get(id))
                .filter(this::readable)
                .map(this::page);
    }

    private Page page(Communique communique) {
        var said = texts.of(communique);
        return new Page.CommuniquePage(
                new NewsView.Full(
                        communique.id().value(),
                        written(communique, said, Communique.Text::title),
                        written(communique, said, Communique.Text::body),
                        views.ref(communique.by()),
                        communique.voice() == Communique.Voice.ALLIANCE,
                        communique.audience() == Communique.Audience.MEMBERS,
                        communique.at(),
                        communique.entry(),
                        communique.about().map(this::about).orElse(null),
                        communique
                                .withdrawal()
                                .map(w ->
                                        new NewsView.Withdrawal(
                                                views.ref(w.by()), w.at(), w.reason()))
                                .orElse(null)));
    }

    private NewsView.About about(Communique.About subject) {
        var id = subject.id();
        var title =
                switch (subject.kind()) {
                    case MANDATE ->
                            Optional.ofNullable(state.mandates().get(new MandateId(id)))
                                    .map(m -> m.title());
                    case RUN ->
                            Optional.ofNullable(state.runs().get(new RunId(id)))
                                    .map(r -> r.id().value());
                    case PROPOSAL ->
                            Optional.ofNullable(state.proposals().get(new ProposalId(id)))
                                    .map(p -> p.title());
                    case PARTNERSHIP ->
                            Optional.ofNullable(state.partnerships().get(new PartnershipId(id)))
                                    .map(p -> views.link(p).title());
                };
        return new NewsView.About(subject.kind(), new RunView.Link(id, title.orElse(id)));
    }
}
