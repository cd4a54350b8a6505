package org.foedus.core.policy;

import java.util.List;

/// When a rule matches. Pure, and bounded: it ends, whatever a plan says.
public interface Condition {
    Outcome test(Request request);

    /// Its comparisons in order, each with its value.
    List<Part> parts(Request request);

    /// As its owner wrote it, or could have.
    String text();

    /// In plain words: what follows "if".
    String words();
}
