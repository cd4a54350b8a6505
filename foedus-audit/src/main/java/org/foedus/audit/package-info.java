/// Exports of an alliance's ledger, and their verification with no hub and no network.
///
/// An export is a folder (docs/reference/export.md). What is in it is a stranger's: every file has
/// a limit, links are not followed, and no name in a file chooses a path. The verifier recomputes
/// everything; it trusts only what its caller anchors it in. One thread a call; calls are
/// independent.
@NullMarked
package org.foedus.audit;

import org.jspecify.annotations.NullMarked;
