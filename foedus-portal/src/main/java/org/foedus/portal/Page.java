package org.foedus.portal;

import java.util.List;
import org.foedus.portal.MemberView.Ref;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// What can be shown: one record a page, holding all that it needs and nothing that it may not
/// show.
public sealed interface Page {

    /// The alliance at a glance: `purpose` is its charter's sentence (empty: none), `active` its
    /// runs that go on now, `newest` its newest mandate.
    record Home(
            String purpose,
            @Nullable Ref lead,
            List<MemberView.Ref> members,
            List<RunView> active,
            @Nullable MandateView newest,
            long runs,
            long models)
            implements Page {
        public Home {
            members = List.copyOf(members);
            active = List.copyOf(active);
        }
    }

    record Members(List<MemberView> members) implements Page {
        public Members {
            members = List.copyOf(members);
        }
    }

    record Mandates(List<MandateView> mandates) implements Page {
        public Mandates {
            mandates = List.copyOf(mandates);
        }
    }

    record Mandate(MandateView.Full mandate) implements Page {}

    record Runs(List<RunView> runs) implements Page {
        public Runs {
            runs = List.copyOf(runs);
        }
    }

    record Run(RunView.Full run) implements Page {}

    record Models(List<ModelView> models) implements Page {
        public Models {
            models = List.copyOf(models);
        }
    }

    record Model(ModelView.Card card) implements Page {}

    /// Entries, newest first, that come before the index `before`; `size` is the ledger's length
    /// and `pageSize` (at least 1) how many entries a page holds.
    record Ledger(List<EntryView> entries, long before, long size, int pageSize) implements Page {
        public Ledger {
            entries = List.copyOf(entries);
            pageSize = Math.max(1, pageSize);
        }

        boolean hasOlder() {
            return !entries.isEmpty() && entries.getLast().index() > 0;
        }

        long older() {
            return entries.getLast().index();
        }

        boolean hasNewer() {
            return before < size;
        }

        long newer() {
            return Math.min(size, before + pageSize);
        }
    }

    record Entry(EntryView.Full entry) implements Page {}

    /// The description of the API, for everybody.
    record Api(ApiView api) implements Page {}

    /// Something failed: its code, what happened, what to do next.
    record Problem(String code, Said happened, Said next) implements Page {}

    /// No such page: `path` is what was asked for.
    record Missing(String path) implements Page {}

    /// The place in the navigation that the page belongs to.
    default Section section() {
        return switch (this) {
            case Home _ -> Section.HOME;
            case Members _ -> Section.MEMBERS;
            case Mandates _, Mandate _ -> Section.MANDATES;
            case Runs _, Run _ -> Section.RUNS;
            case Models _, Model _ -> Section.MODELS;
            case Ledger _, Entry _ -> Section.LEDGER;
            case Api _, Problem _, Missing _ -> Section.NONE;
        };
    }

    /// What the browser's tab says, before the alliance's name.
    default String title(Words words, Language language) {
        return switch (this) {
            case Home _, Members _, Mandates _, Runs _, Models _, Ledger _ -> words.of(section());
            case Mandate(var full) -> full.mandate().title().in(language);
            case Run(var full) -> full.run().title();
            case Model(var card) -> card.model().title();
            case Entry(var full) -> words.of("entry.title", "n", full.entry().index());
            case Api _ -> words.of("api.title");
            case Problem _ -> words.of("problem.title");
            case Missing _ -> words.of("missing.title");
        };
    }

    /// Where the page is, by the links of a language; an error leads to the overview.
    default String address(Links links) {
        return switch (this) {
            case Home _, Members _, Mandates _, Runs _, Models _ -> links.section(section());
            case Mandate(var full) -> links.mandate(full.mandate().id());
            case Run(var full) -> links.run(full.run().id());
            case Model(var card) -> links.model(card.model().sha256());
            case Ledger page ->
                    page.hasNewer()
                            ? links.ledgerBefore(page.before())
                            : links.section(Section.LEDGER);
            case Entry(var full) -> links.entry(full.entry().index());
            case Api _ -> links.api();
            case Problem _, Missing _ -> links.home();
        };
    }

    /// Whether the page shows something that goes on, so that it is worth fetching again.
    default boolean live() {
        return switch (this) {
            case Home home -> anyActive(home.active());
            case Runs(var runs) -> anyActive(runs);
            case Mandate(var full) -> anyActive(full.runs());
            case Run(var full) -> full.run().state().active();
            case Members _, Mandates _, Models _, Model _, Ledger _, Entry _ -> false;
            case Api _, Problem _, Missing _ -> false;
        };
    }

    private static boolean anyActive(List<RunView> runs) {
        return runs.stream().anyMatch(r -> r.state().active());
    }
}
