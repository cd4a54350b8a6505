package org.foedus.core.name;

import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;

/// Guesses what a misspelt name was meant to be.
public final class Spelling {
    private static final int MAX_EDITS = 2;
    private static final int MAX_LENGTH = 40;

    private Spelling() {}

    /// The known name that is at most two edits away, and fewer than half of its letters.
    public static Optional<String> nearest(String name, SortedSet<String> known) {
        if (name.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return known.stream()
                .filter(k -> edits(name, k) <= Math.min(MAX_EDITS, (k.length() - 1) / 2))
                .min(Comparator.comparingInt((String k) -> edits(name, k)));
    }

    /// Levenshtein's distance.
    private static int edits(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
