/// The node at work: threads that follow the ledger, ask for work and train, and what the owner
/// decides beside them. Decisions are taken in [org.foedus.node.decision]; here they are carried
/// out.
@NullMarked
package org.foedus.node.agent;

import org.jspecify.annotations.NullMarked;
