/// A small hub over real TLS for tests: the alliance's real rules over a ledger in memory, and
/// faults on demand.
@NullMarked
package org.foedus.node.fake;

import org.jspecify.annotations.NullMarked;
