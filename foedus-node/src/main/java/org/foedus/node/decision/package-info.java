/// What a node does next: pure functions of the verified ledger, the node's own policy and limits,
/// the time, and what the hub asks. What the hub says counts only where the ledger says the same.
@NullMarked
package org.foedus.node.decision;

import org.jspecify.annotations.NullMarked;
