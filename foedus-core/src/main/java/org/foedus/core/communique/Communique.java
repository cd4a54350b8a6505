package org.foedus.core.communique;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.lifecycle.Way;
import org.foedus.core.name.Names;

/// A signed text for others to read, in one language or several, without the text itself.
///
/// @param by the member that signed it
/// @param voice in whose name
/// @param language of the authentic text
/// @param title in that language; what it says in full is in its entry
/// @param about what it is about, if anything of the alliance's
/// @param entry index of the entry that published it
/// @param withdrawal if it was withdrawn
public record Communique(
        CommuniqueId id,
        MemberId by,
        Voice voice,
        String language,
        String title,
        Optional<About> about,
        Audience audience,
        Instant at,
        long entry,
        Optional<Withdrawal> withdrawal) {
    public static final int MAX_TITLE = 200;
    public static final int MAX_BODY = 4000;
    public static final int MAX_LANGUAGES = 16;
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");

    /// What it says in one language.
    ///
    /// @param body plain text; a blank line parts two paragraphs
    public record Text(String title, String body) {
        Text clean() {
            return new Text(
                    Names.text("title", title, MAX_TITLE), Names.text("body", body, MAX_BODY));
        }
    }

    /// In whose name it speaks.
    public enum Voice {
        MEMBER,
        ALLIANCE
    }

    /// Whom the pages and the API show it.
    public enum Audience {
        PUBLIC,
        MEMBERS
    }

    /// What it is about.
    public record About(Kind kind, String id) {
        /// What a thing is.
        public enum Kind {
            MANDATE,
            RUN,
            PROPOSAL,
            PARTNERSHIP
        }
    }

    public record Withdrawal(MemberId by, Instant at, String reason) {}

    /// Whether it holds.
    public enum Status {
        PUBLISHED,
        WITHDRAWN;

        /// Every way from one to another.
        public static final List<Way<Status>> WAYS =
                List.of(
                        Way.begin("it is signed", PUBLISHED, "its publisher"),
                        Way.of(
                                PUBLISHED,
                                "it is taken back; its texts stay in the ledger",
                                WITHDRAWN,
                                "its publisher, or the lead where the alliance speaks"));
    }

    public Status status() {
        return withdrawal.isPresent() ? Status.WITHDRAWN : Status.PUBLISHED;
    }

    public Communique withdrawn(MemberId who, Instant when, String reason) {
        Way.require(Status.WAYS, status(), Status.WITHDRAWN, id);
        return new Communique(
                id,
                by,
                voice,
                language,
                title,
                about,
                audience,
                at,
                entry,
                Optional.of(new Withdrawal(who, when, reason)));
    }

    /// The texts as the alliance keeps them: composed and trimmed.
    public static SortedMap<String, Text> clean(SortedMap<String, Text> texts) {
        var clean = new TreeMap<String, Text>();
        texts.forEach((language, text) -> clean.put(language, text.clean()));
        return clean;
    }

    /// Checks texts before they are signed for; `BAD_REQUEST` for what may not be published.
    public static void check(String language, SortedMap<String, Text> texts) {
        texts.keySet().forEach(Communique::checkLanguage);
        require(
                texts.containsKey(language) && texts.size() <= MAX_LANGUAGES,
                "texts: expected at most "
                        + MAX_LANGUAGES
                        + " languages, the authentic one among them");
        texts.forEach((_, text) -> {
            Names.plain("title", text.title(), MAX_TITLE);
            require(text.title().indexOf('\n') < 0, "title: expected one line");
            Names.plain("body", text.body(), MAX_BODY);
        });
    }

    private static void checkLanguage(String tag) {
        require(
                LANGUAGE.matcher(tag).matches(),
                "language: expected two or three small letters (BCP 47)");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new FoedusException(ErrorCode.BAD_REQUEST, message);
        }
    }
}
