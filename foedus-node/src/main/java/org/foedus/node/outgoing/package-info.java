/// What left this building: a log for the owner, one line a transmission. Appending is thread-safe,
/// also between processes.
@NullMarked
package org.foedus.node.outgoing;

import org.jspecify.annotations.NullMarked;
