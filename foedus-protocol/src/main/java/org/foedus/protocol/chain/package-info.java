/// A ledger read line by line: each entry decoded, judged by the rules that the hub judges by, and
/// folded. Every member's mirror and whoever verifies an export judge by this one class. Not
/// thread-safe; no I/O.
@NullMarked
package org.foedus.protocol.chain;

import org.jspecify.annotations.NullMarked;
