package org.foedus.portal;

import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.vote.Proposal;
import org.foedus.portal.MemberView.Ref;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// What can be shown: one record a page, holding all that it needs and nothing that it may not
/// show.
public sealed interface Page {

    /// The alliance at a glance: `purpose` says what it is for (empty: its charter doesn't tell),
    /// `active` its runs that go on now, `open` some questions that are voted on and `decided` the
    /// newest that were, `due` what is to be done first, `mandates` the newest, `news` what was
    /// said last.
    ///
    /// @param places where members are, by country
    /// @param count of active members
    record Home(
            String purpose,
            @Nullable Ref lead,
            List<Spot> places,
            long count,
            List<RunView> active,
            List<DecisionView> open,
            List<DecisionView> decided,
            List<DueView> due,
            List<MandateView> mandates,
            List<NewsView> news,
            long runs,
            long models)
            implements Page {
        public Home {
            places = List.copyOf(places);
            active = List.copyOf(active);
            open = List.copyOf(open);
            decided = List.copyOf(decided);
            due = List.copyOf(due);
            mandates = List.copyOf(mandates);
            news = List.copyOf(news);
        }

        /// The countries with most members.
        List<Spot> mostly() {
            return places.stream()
                    .sorted(Comparator.comparingLong(Spot::members).reversed())
                    .limit(MOST_PLACES)
                    .toList();
        }

        private static final int MOST_PLACES = 10;
    }

    /// What happened and what was said, page by page, the newest first.
    record News(List<NewsView> news, Paging paging) implements Page {
        public News {
            news = List.copyOf(news);
        }
    }

    record CommuniquePage(NewsView.Full communique) implements Page {}

    /// Members, page by page, and the newest applications.
    ///
    /// @param places where members are, by country
    /// @param country by whose code the list is filtered, null for all
    record Members(
            List<MemberView> members,
            Paging paging,
            List<ApplicationView> applications,
            List<Spot> places,
            @Nullable String country)
            implements Page {
        public Members {
            members = List.copyOf(members);
            applications = List.copyOf(applications);
            places = List.copyOf(places);
        }
    }

    /// A member, or an applicant with one page of the ballots on it.
    record Member(MemberView.Full member, Paging ballots) implements Page {
        public static Member of(MemberView.Full member, long ballots) {
            var story = member.application();
            return new Member(
                    member, PollView.paging(story == null ? null : story.poll(), ballots));
        }
    }

    /// What is voted on, and page by page what was decided.
    record Decisions(List<DecisionView> open, List<DecisionView> closed, Paging paging)
            implements Page {
        public Decisions {
            open = List.copyOf(open);
            closed = List.copyOf(closed);
        }
    }

    /// A decision with one page of its ballots.
    record Decision(DecisionView.Full decision, Paging ballots) implements Page {
        public static Decision of(DecisionView.Full decision, long ballots) {
            return new Decision(decision, PollView.paging(decision.decision().poll(), ballots));
        }
    }

    record CharterPage(CharterView charter) implements Page {}

    record Partnerships(List<PartnershipView> partnerships, Paging paging) implements Page {
        public Partnerships {
            partnerships = List.copyOf(partnerships);
        }
    }

    record PartnershipPage(PartnershipView.Full partnership) implements Page {}

    record Programmes(List<ProgrammeView> programmes, Paging paging) implements Page {
        public Programmes {
            programmes = List.copyOf(programmes);
        }
    }

    record ProgrammePage(ProgrammeView.Full programme) implements Page {}

    /// Mandates, page by page; `status` is what they are filtered by, null for all.
    record Mandates(List<MandateView> mandates, @Nullable MandateStatus status, Paging paging)
            implements Page {
        public Mandates {
            mandates = List.copyOf(mandates);
        }

        static String filter(@Nullable MandateStatus status) {
            return status == null ? "" : "status=" + status.name().toLowerCase(Locale.ROOT);
        }
    }

    /// Mandates by their status.
    record Board(List<Column> columns) implements Page {
        public Board {
            columns = List.copyOf(columns);
        }
    }

    /// @param total how many there are; `mandates` are those with the nearest due dates
    record Column(MandateStatus status, long total, List<MandateView> mandates) {
        public Column {
            mandates = List.copyOf(mandates);
        }

        boolean hasMore() {
            return more() > 0;
        }

        long more() {
            return total - mandates.size();
        }
    }

    /// What is to be done by when, page by page, the earliest first.
    record Calendar(List<DueView> dates, Paging paging) implements Page {
        public Calendar {
            dates = List.copyOf(dates);
        }

        List<Month> months() {
            var months = new TreeMap<YearMonth, List<DueView>>();
            for (var date : dates) {
                months.computeIfAbsent(YearMonth.from(date.day()), _ -> new ArrayList<>())
                        .add(date);
            }
            return months.entrySet().stream()
                    .map(m ->
                            new Month(
                                    "month-" + m.getKey(),
                                    m.getValue().getFirst().at(),
                                    m.getValue()))
                    .toList();
        }
    }

    /// @param at a time in it
    record Month(String id, Instant at, List<DueView> dates) {}

    record Mandate(MandateView.Full mandate) implements Page {}

    /// Runs, page by page, the newest first.
    record Runs(List<RunView> runs, Paging paging) implements Page {
        public Runs {
            runs = List.copyOf(runs);
        }
    }

    /// A run with the rounds of one page, the newest first, and the members of one.
    record Run(RunView.Full run, Paging rounds, Paging members) implements Page {
        /// A table of both has a cell for each round and member: few rounds, so that it is light.
        private static final int ROUNDS = 15;

        private static final int MEMBERS = 20;

        /// @param rounds which page of the rounds
        /// @param members which page of the members
        public static Run of(RunView.Full run, long rounds, long members) {
            return new Run(
                    run,
                    Paging.of(rounds, run.rounds().size(), ROUNDS),
                    Paging.of(members, run.cohort().size(), MEMBERS));
        }

        List<RunView.Round> shown() {
            var newest = Comparator.comparingInt(RunView.Round::number).reversed();
            return rounds.of(run.rounds().stream().sorted(newest).toList());
        }

        List<RunView.Labelled> cohort() {
            return members.of(run.labelled());
        }

        int last() {
            return run.last();
        }
    }

    /// Runs side by side, with the numbers of one page of rounds, the newest first.
    ///
    /// @param more whether more were asked for than are shown
    record Compare(List<RunView.Full> runs, Paging rounds, boolean more) implements Page {
        /// Most runs of one picture.
        public static final int MOST = 4;

        public Compare {
            runs = List.copyOf(runs);
        }

        /// @param rounds which page of them
        public static Compare of(List<RunView.Full> runs, long rounds) {
            var shown = runs.subList(0, Math.min(runs.size(), MOST));
            long last = shown.stream().mapToInt(RunView.Full::last).max().orElse(0);
            return new Compare(shown, Paging.of(rounds, last), runs.size() > MOST);
        }

        /// Of the newest round of all.
        int last() {
            return Math.toIntExact(rounds.total());
        }

        List<Integer> shown() {
            return rounds.of(
                    IntStream.rangeClosed(1, last()).map(i -> last() + 1 - i).boxed().toList());
        }

        boolean thin() {
            return Comparison.thin(last());
        }

        List<String> ids() {
            return runs.stream().map(r -> r.run().id()).toList();
        }
    }

    /// The newest version of each run, page by page.
    record Models(List<ModelView> models, Paging paging) implements Page {
        public Models {
            models = List.copyOf(models);
        }
    }

    /// A model with one page of the versions of its run.
    record Model(ModelView.Card card, Paging versions) implements Page {
        public static Model of(ModelView.Card card, long versions) {
            return new Model(card, Paging.of(versions, card.lineage().versions().size()));
        }
    }

    /// Entries, newest first, that come before the index `before`; `size` is the ledger's length
    /// and `pageSize` (at least 1) how many entries a page holds.
    record Ledger(
            List<EntryView> entries, long before, long size, int pageSize, LedgerSearch search)
            implements Page {
        /// What it is asked by: words, a type of entry, an index.
        public static final List<String> PARAMETERS = List.of("q", "type", "before");

        public Ledger {
            entries = List.copyOf(entries);
            pageSize = Math.max(1, pageSize);
        }

        public boolean hasOlder() {
            return search.active()
                    ? search.more()
                    : !entries.isEmpty() && entries.getLast().index() > 0;
        }

        public long older() {
            return entries.getLast().index();
        }

        boolean hasNewer() {
            return before < size;
        }

        /// Negative for the newest.
        long shownBefore() {
            return hasNewer() ? before : -1;
        }

        /// Of what is looked for, how much is newer is not known: then the way leads to the newest.
        long newer() {
            return search.active() ? size : Math.min(size, before + pageSize);
        }
    }

    /// @param size the ledger's length
    record Entry(EntryView.Full entry, long size) implements Page {
        boolean hasNext() {
            return entry.entry().index() + 1 < size;
        }
    }

    /// The description of the API, for everybody: what there is.
    record Api(ApiView api) implements Page {}

    /// Routes that belong together.
    record ApiRoutes(ApiView.Group group) implements Page {}

    /// What is sent or answered, and by which routes.
    record ApiSchema(ApiView.Schema schema, List<ApiView.User> users) implements Page {
        public ApiSchema {
            users = List.copyOf(users);
        }
    }

    /// A page that only the member's own machine has.
    record Own(OwnPage own) implements Page {}

    /// Where a browser brings its code.
    record SignIn(Why why) implements Page {
        /// What led here.
        public enum Why {
            ASKED,
            /// The code was no good.
            FAILED,
            /// The page is for members.
            MEMBERS
        }
    }

    /// Something failed: its code, what happened, what to do next.
    record Problem(String code, Said happened, Said next) implements Page {}

    /// No such page: `path` is what was asked for.
    record Missing(String path) implements Page {}

    /// The place in the navigation that the page belongs to.
    default Section section() {
        return switch (this) {
            case Home _ -> Section.HOME;
            case News _, CommuniquePage _ -> Section.NEWS;
            case Members _, Member _ -> Section.MEMBERS;
            case Decisions _, Decision _, CharterPage _ -> Section.DECISIONS;
            case Partnerships _, PartnershipPage _, Programmes _, ProgrammePage _ ->
                    Section.PARTNERSHIPS;
            case Mandates _, Board _, Calendar _, Mandate _ -> Section.MANDATES;
            case Runs _, Run _, Compare _ -> Section.RUNS;
            case Models _, Model _ -> Section.MODELS;
            case Ledger _, Entry _ -> Section.LEDGER;
            case Own _, SignIn _, Problem _, Missing _ -> Section.NONE;
            case Api _, ApiRoutes _, ApiSchema _ -> Section.NONE;
        };
    }

    /// What the browser's tab says, before the alliance's name.
    default String title(Words words, Language language) {
        return switch (this) {
            case Home _, Members _, Decisions _, Runs _, Models _, Ledger _ -> words.of(section());
            case Mandates _, News _ -> words.of(section());
            case CommuniquePage(var full) -> full.title().in(language);
            case Member(var full, _) -> full.who().name();
            case Decision(var full, _) -> full.decision().title();
            case CharterPage _ -> words.of("charter.title");
            case Partnerships _ -> words.of("partnerships.title");
            case PartnershipPage(var full) -> full.name();
            case Programmes _ -> words.of("programmes.title");
            case ProgrammePage(var full) -> full.programme().title();
            case Board _ -> words.of("mandates.board");
            case Calendar _ -> words.of("mandates.calendar");
            case Mandate(var full) -> full.mandate().title().in(language);
            case Run(var full, _, _) -> full.run().title();
            case Compare _ -> words.of("compare.title");
            case Model(var card, _) -> card.model().title();
            case Entry(var full, _) -> words.of("entry.title", "n", full.entry().index());
            case Own(var own) -> own.title(words);
            case Api _ -> words.of("api.title");
            case ApiRoutes(var group) -> words.of("api.title") + ": " + group.text();
            case ApiSchema(var schema, _) -> words.of("api.title") + ": " + schema.name();
            case SignIn _ -> words.of("signin.title");
            case Problem _ -> words.of("problem.title");
            case Missing _ -> words.of("missing.title");
        };
    }

    /// Where the page is, by the links of a language; an error leads to the overview.
    default String address(Links links) {
        return switch (this) {
            case Home _ -> links.section(section());
            case Runs page -> links.list(section(), "", page.paging().number());
            case Models page -> links.list(section(), "", page.paging().number());
            case News page -> links.list(section(), "", page.paging().number());
            case CommuniquePage(var full) -> links.communique(full.id());
            case Members page -> links.members(page.country(), page.paging().number());
            case Member(var full, var ballots) -> links.member(full.who().id(), ballots.number());
            case Decisions page -> links.list(section(), "", page.paging().number());
            case Decision(var full, var ballots) ->
                    links.decision(full.decision().id(), ballots.number());
            case CharterPage(var full) ->
                    full.version() == full.current()
                            ? links.charter()
                            : links.charter(full.version());
            case Partnerships page -> links.list(section(), "", page.paging().number());
            case PartnershipPage(var full) -> links.partnership(full.partnership().id());
            case Programmes page -> links.programmes(page.paging().number());
            case ProgrammePage(var full) -> links.programme(full.programme().id());
            case Mandates page ->
                    links.list(section(), Mandates.filter(page.status()), page.paging().number());
            case Board _ -> links.list(section(), "view=board", 1);
            case Calendar page -> links.list(section(), "view=calendar", page.paging().number());
            case Mandate(var full) -> links.mandate(full.mandate().id());
            case Run(var full, var rounds, var members) ->
                    links.run(full.run().id(), rounds.number(), members.number());
            case Compare page -> links.compare(page.ids(), page.rounds().number());
            case Model(var card, var versions) ->
                    links.model(card.model().sha256(), versions.number());
            case Ledger page -> links.ledger(page.search(), page.shownBefore());
            case Entry(var full, _) -> links.entry(full.entry().index());
            case Own(var own) -> own.address(links);
            case Api _ -> links.api();
            case ApiRoutes(var group) -> links.api(group.name());
            case ApiSchema(var schema, _) -> links.api(schema.name());
            case SignIn _ -> links.signIn();
            case Problem _, Missing _ -> links.home();
        };
    }

    /// Where the API says the same for programs; empty for pages of its own kind.
    default Optional<String> json() {
        var path =
                switch (this) {
                    case Home _, CharterPage _ -> "/alliance";
                    case News _ -> "/communiques";
                    case CommuniquePage(var full) -> "/communiques/" + Links.segment(full.id());
                    case Members _ -> "/members";
                    case Member(var full, _) -> "/members/" + Links.segment(full.who().id());
                    case Decisions _ -> "/proposals";
                    case Decision(var full, _) ->
                            "/proposals/" + Links.segment(full.decision().id());
                    case Partnerships _, PartnershipPage _ -> "/partnerships";
                    case Programmes _, ProgrammePage _ -> "/programmes";
                    case Mandates _, Board _, Calendar _ -> "/mandates";
                    case Mandate(var full) -> "/mandates/" + Links.segment(full.mandate().id());
                    case Runs _, Compare _ -> "/runs";
                    case Run(var full, _, _) -> "/runs/" + Links.segment(full.run().id());
                    case Models _, Model _ -> "/models";
                    case Api _, ApiRoutes _, ApiSchema _ -> "/openapi.json";
                    case Ledger page ->
                            "/ledger/search" + Links.query(page.search(), page.shownBefore());
                    case Entry(var full, _) -> "/ledger/entries/" + full.entry().index();
                    case Own _, SignIn _, Problem _, Missing _ -> "";
                };
        return path.isEmpty()
                ? Optional.empty()
                : Optional.of(org.foedus.protocol.api.Api.PREFIX + path);
    }

    /// Whether the page shows something that goes on, so that it is worth fetching again.
    default boolean live() {
        return switch (this) {
            case Home home -> anyActive(home.active());
            case Runs page -> anyActive(page.runs());
            case Mandate(var full) -> anyActive(full.runs());
            case Run(var full, var rounds, _) ->
                    full.run().state().active() && !rounds.hasPrevious();
            case Compare(var runs, var rounds, _) ->
                    anyActive(runs.stream().map(RunView.Full::run).toList())
                            && !rounds.hasPrevious();
            case Decisions page -> !page.open().isEmpty();
            case Decision(var full, _) -> full.decision().outcome() == Proposal.Outcome.OPEN;
            case PartnershipPage(var full) -> anyActive(full.runs());
            case ProgrammePage(var full) -> anyActive(full.runs());
            case News _, CommuniquePage _ -> false;
            case Members _, Member _, CharterPage _, Partnerships _, Programmes _ -> false;
            case Mandates _, Board _, Calendar _ -> false;
            case Models _, Model _, Ledger _, Entry _ -> false;
            case Own _, SignIn _, Problem _, Missing _ -> false;
            case Api _, ApiRoutes _, ApiSchema _ -> false;
        };
    }

    private static boolean anyActive(List<RunView> runs) {
        return runs.stream().anyMatch(r -> r.state().active());
    }
}
