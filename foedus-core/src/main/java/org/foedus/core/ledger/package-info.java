/// The append-only Merkle log (RFC 6962/9162), its signed checkpoints (C2SP tlog-checkpoint), and
/// the ports that keep its bytes. Pure: no disk, no clock; values are immutable and thread-safe.
@NullMarked
package org.foedus.core.ledger;

import org.jspecify.annotations.NullMarked;
