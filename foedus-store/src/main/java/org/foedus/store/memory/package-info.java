/// The ports of ledger and blobs in memory, **for tests and simulation**: nothing is durable, and
/// everything is a copy on the heap. `reopened()` stands for a restart that lost nothing. They pass
/// the contract tests of the stores on disk. Thread-safe.
@NullMarked
package org.foedus.store.memory;

import org.jspecify.annotations.NullMarked;
