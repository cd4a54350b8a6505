package org.foedus.core.mandate;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;
import org.foedus.core.partnership.ProgrammeId;

/// What a mandate says beside its text, its lead and its dates.
///
/// @param language of the text, which is the authentic one (BCP 47, two or three letters)
/// @param translations of title and text, by language
/// @param role who answers for it at the lead: a named role, not a person
/// @param coExecutors who help the lead
/// @param cadence how often the lead reports; silence for longer is shown
/// @param measure by what its success is measured; empty if that is plain
/// @param supersedes the mandate that this one takes the place of
public record MandateTerms(
        String language,
        SortedMap<String, Translation> translations,
        String role,
        SortedSet<MemberId> coExecutors,
        Optional<Duration> cadence,
        Priority priority,
        Optional<ProgrammeId> programme,
        String measure,
        Optional<MandateId> supersedes) {
    public static final int MAX_ROLE = 120;
    public static final int MAX_MEASURE = 500;
    public static final int MAX_TRANSLATIONS = 16;
    public static final int MAX_CO_EXECUTORS = 32;
    public static final Duration MIN_CADENCE = Duration.ofHours(1);
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");

    public MandateTerms {
        language = language(language);
        translations = Collections.unmodifiableSortedMap(new TreeMap<>(translations));
        coExecutors = Collections.unmodifiableSortedSet(new TreeSet<>(coExecutors));
        role = Names.text("role", role, MAX_ROLE);
        Names.shortText("measure", measure, MAX_MEASURE);
        translations.keySet().forEach(MandateTerms::language);
        require(
                translations.size() <= MAX_TRANSLATIONS && !translations.containsKey(language),
                "translations: expected at most "
                        + MAX_TRANSLATIONS
                        + ", none in the authentic language");
        require(
                coExecutors.size() <= MAX_CO_EXECUTORS,
                "co_executors: expected at most " + MAX_CO_EXECUTORS);
        require(
                cadence.map(c -> c.compareTo(MIN_CADENCE) >= 0).orElse(true),
                "cadence: expected an hour at least");
    }

    /// How urgent it is.
    public enum Priority {
        ROUTINE,
        OPERATIVE,
        URGENT
    }

    /// Title and text in another language than the authentic one.
    public record Translation(String title, String text) {
        public Translation {
            title = Names.text("title", title, Mandate.MAX_TITLE);
            text = Names.text("text", text, Mandate.MAX_TEXT);
        }
    }

    /// What rules need of it: no translations, no measure.
    public MandateTerms brief() {
        return new MandateTerms(
                language,
                Collections.emptySortedMap(),
                role,
                coExecutors,
                cadence,
                priority,
                programme,
                "",
                supersedes);
    }

    private static String language(String tag) {
        require(
                LANGUAGE.matcher(tag).matches(),
                "language: expected two or three small letters (BCP 47)");
        return tag;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new FoedusException(ErrorCode.BAD_REQUEST, message);
        }
    }
}
