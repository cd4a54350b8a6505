/// A member's own copy of the ledger: every entry verified before it is kept, the exact bytes on
/// disk. What a member reads about its alliance it computes from here, not from the hub's word.
///
/// Invariants: the entries on disk up to the checkpoint have the root that the hub signed; the copy
/// only grows; a hub that shows another history changes nothing here. Thread-safe; one process
/// writes, others read beside it.
@NullMarked
package org.foedus.link.mirror;

import org.jspecify.annotations.NullMarked;
