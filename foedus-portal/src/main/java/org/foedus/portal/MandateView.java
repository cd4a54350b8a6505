package org.foedus.portal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Mark;
import org.foedus.portal.MemberView.Ref;
import org.foedus.portal.RunView.Link;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// A mandate as the pages show it.
///
/// @param due as it is now, with what was granted since
/// @param marks what the clock says about it
/// @param tasks how many it has
/// @param done how many of them are verified
public record MandateView(
        String id,
        Written title,
        Ref lead,
        Instant due,
        MandateStatus status,
        SortedSet<Mark> marks,
        int tasks,
        int done) {
    public MandateView {
        marks = Collections.unmodifiableSortedSet(new TreeSet<>(marks));
    }

    /// The marks that the due date, shown beside them, does not say itself.
    List<Mark> otherMarks() {
        return marks.stream().filter(m -> m != Mark.OVERDUE && m != Mark.DUE_SOON).toList();
    }

    /// The whole mandate: its text (lines are kept), what it rests on, its history and runs.
    ///
    /// @param published its due date as it was published
    /// @param basis the proposal that decided it, null where the charter's authority did
    /// @param terms null where the mandate says nothing beside its text
    public record Full(
            MandateView mandate,
            Written text,
            Ref issuer,
            Instant issued,
            Instant published,
            @Nullable Link basis,
            @Nullable Terms terms,
            List<Task> tasks,
            List<Event> events,
            List<RunView> runs) {
        /// Most events of a history that a page shows.
        public static final int MOST_EVENTS = View.MOST;

        /// Most letters of the texts of a history.
        private static final int MOST_LETTERS = 24_000;

        public Full {
            tasks = List.copyOf(tasks);
            events = List.copyOf(events);
            runs = List.copyOf(runs);
        }

        /// The newest of what happened, as much as a page has room for.
        List<Event> latest() {
            int from = events.size();
            int letters = 0;
            while (from > 0 && events.size() - from < MOST_EVENTS) {
                letters += events.get(from - 1).text().length();
                if (letters > MOST_LETTERS && from < events.size()) {
                    break;
                }
                from--;
            }
            return events.subList(from, events.size());
        }

        /// Title and text in the other languages than the reader's, the authentic one first.
        List<Version> others(Language reader) {
            var others = new ArrayList<Version>();
            var own = mandate.title();
            if (own.translated(reader) && !own.language().isEmpty()) {
                others.add(new Version(own.language(), own.text(), text.text()));
            }
            own.translations()
                    .forEach((tag, title) -> {
                        if (!tag.equals(reader.tag())) {
                            var translated = text.translations().getOrDefault(tag, text.text());
                            others.add(new Version(tag, title, translated));
                        }
                    });
            return others;
        }
    }

    /// Title and text in one language.
    record Version(String language, String title, String text) {}

    /// @param cadence how often the lead reports, null where that is not said
    /// @param supersedes the mandate that this one takes the place of, null for none
    public record Terms(
            String role,
            List<Ref> coExecutors,
            @Nullable Duration cadence,
            MandateTerms.Priority priority,
            @Nullable Link programme,
            String measure,
            @Nullable Link supersedes) {
        public Terms {
            coExecutors = List.copyOf(coExecutors);
        }
    }

    /// @param due as it is now
    /// @param published as it was published
    public record Task(
            int number, String title, Ref executor, Instant due, Instant published, State state) {}

    /// How far a task is.
    public enum State {
        OPEN,
        REPORTED,
        VERIFIED
    }

    /// Something that happened to it, and what was said then (empty: nothing).
    public record Event(Instant at, Ref by, Said what, Tone tone, String text) {}
}
