package org.foedus.portal;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.protocol.message.Language;

/// Something that a view says: words of the pages, in whichever language they are read, or a text
/// as it is.
public sealed interface Said {
    record Plain(String text) implements Said {}

    /// @param arguments by name: numbers, texts, constants, times, durations
    record Worded(String key, SortedMap<String, Object> arguments) implements Said {
        public Worded {
            arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
        }
    }

    /// The word of a constant.
    record Word(Enum<?> value) implements Said {}

    static Said word(Enum<?> value) {
        return new Word(value);
    }

    /// In the language of programs and logs.
    default String english() {
        return Words.in(Language.EN).of(this);
    }

    /// In every language of the pages.
    default List<String> everywhere() {
        return Arrays.stream(Language.values()).map(l -> Words.in(l).of(this)).toList();
    }

    static Said plain(String text) {
        return new Plain(text);
    }

    /// Words with arguments as pairs of name and value.
    static Said of(String key, Object... arguments) {
        var named = new TreeMap<String, Object>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            named.put(arguments[i].toString(), arguments[i + 1]);
        }
        return new Worded(key, named);
    }
}
