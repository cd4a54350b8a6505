/// The files that the fold of a round reads and writes, byte for byte (docs/reference/export.md).
/// The hub writes them, whoever verifies recomputes their digests. Stateless; a [FoldFiles] lives
/// as long as the segments that it was made of, and is not thread-safe.
@NullMarked
package org.foedus.protocol.fold;

import org.jspecify.annotations.NullMarked;
