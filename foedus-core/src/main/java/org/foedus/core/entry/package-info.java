/// Ledger entries: claims as received, and what the hub decided by the rules. Immutable.
@NullMarked
package org.foedus.core.entry;

import org.jspecify.annotations.NullMarked;
