package org.foedus.engine.data;

/// How large a dataset in memory may be.
final class Limits {
    /// Most examples.
    static final int MAX_EXAMPLES = 10_000_000;

    /// Most feature values, over all examples: 1 GB of `fp32`.
    static final int MAX_VALUES = 250_000_000;

    private Limits() {}
}
