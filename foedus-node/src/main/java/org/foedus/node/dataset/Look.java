package org.foedus.node.dataset;

/// What is known of a dataset here, for an architecture.
public sealed interface Look {
    /// It can be trained on.
    record Fits(DatasetCheck.Usable found) implements Look {}

    /// @param problem for the owner: file, place, what was expected
    record Unfit(String problem) implements Look {}

    /// Nobody has read it yet, or not since it changed.
    record NotYet() implements Look {}
}
