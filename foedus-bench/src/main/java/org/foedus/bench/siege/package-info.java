/// A real hub under attack, on this machine alone: the shipped launcher with the shipped heap,
/// hostile clients, and an honest member beside them who must notice little.
///
/// Every loop is bounded in count and time. Nothing but 127.0.0.0/8 is dialled; hostile clients
/// come from other addresses of it than the honest member.
@NullMarked
package org.foedus.bench.siege;

import org.jspecify.annotations.NullMarked;
