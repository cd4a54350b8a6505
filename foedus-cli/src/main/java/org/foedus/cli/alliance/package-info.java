/// What a command does for an operator or a member: sign in, sign, read the verified ledger. Used
/// by the commands and by the demo alike; it prints nothing.
///
/// Invariants: what is read of the alliance comes from a mirror that proved itself, not from the
/// hub's word. Threads: each object serves one thread.
@NullMarked
package org.foedus.cli.alliance;

import org.jspecify.annotations.NullMarked;
