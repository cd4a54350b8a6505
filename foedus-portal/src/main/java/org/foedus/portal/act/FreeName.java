package org.foedus.portal.act;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.Predicate;

/// A name for what is new, made of words: `suspend-india`, and `suspend-india-2` where that is
/// taken.
public final class FreeName {
    private static final int MAX_STEM = 50;

    private FreeName() {}

    /// The first free name of a stem.
    public static String of(String stem, Predicate<String> taken) {
        var name = stem;
        for (int again = 2; taken.test(name); again++) {
            name = stem + "-" + again;
        }
        return name;
    }

    /// Latin letters without their accents, digits, and hyphens between words; empty where a text
    /// has none of them.
    public static String stem(String text) {
        var plain =
                Normalizer.normalize(text, Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-");
        var cut = plain.substring(0, Math.min(MAX_STEM, plain.length()));
        return cut.replaceAll("^-+|-+$", "");
    }
}
