package org.foedus.portal;

import com.ibm.icu.util.ULocale;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// A text of a member, which stays in its language where no translation fits the reader.
///
/// @param language of the text (BCP 47), empty where it is not told
/// @param translations by language
public record Written(String language, String text, SortedMap<String, String> translations) {
    public Written {
        translations = Collections.unmodifiableSortedMap(new TreeMap<>(translations));
    }

    public static Written of(String text) {
        return new Written("", text, Collections.emptySortedMap());
    }

    boolean isBlank() {
        return text.isBlank();
    }

    String in(Language reader) {
        return language.equals(reader.tag()) ? text : translations.getOrDefault(reader.tag(), text);
    }

    /// What the attribute `lang` says; null where it is the page's own, or not known.
    @Nullable String lang(Language reader) {
        return foreign(reader) ? language : null;
    }

    /// Whether the reader sees another language than its own.
    boolean foreign(Language reader) {
        return !language.isEmpty()
                && !language.equals(reader.tag())
                && !translations.containsKey(reader.tag());
    }

    /// Whether the reader sees a translation.
    boolean translated(Language reader) {
        return !language.equals(reader.tag()) && translations.containsKey(reader.tag());
    }

    /// The name of a language, in that of the reader.
    static String name(String tag, Language reader) {
        return Text.clean(ULocale.getDisplayLanguage(tag, reader.tag()));
    }
}
