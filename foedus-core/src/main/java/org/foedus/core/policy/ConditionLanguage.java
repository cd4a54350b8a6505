package org.foedus.core.policy;

import java.util.List;

/// Reads conditions that owners write as text.
@FunctionalInterface
public interface ConditionLanguage {
    /// Longest text.
    int MAX_TEXT = 2000;

    Reading read(String text);

    /// What became of a text.
    sealed interface Reading {}

    record Understood(Condition condition) implements Reading {}

    /// @param flaws at least one
    record Flawed(List<Flaw> flaws) implements Reading {
        public Flawed {
            flaws = List.copyOf(flaws);
        }
    }

    /// @param line in the text, from 1
    /// @param column in the line, from 1, counted in characters
    /// @param expected what was expected there, and what was found
    record Flaw(int line, int column, String expected) {}
}
