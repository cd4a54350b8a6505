/// The console on 127.0.0.1: the alliance's pages through the pinned connection, and what left this
/// building. Reading only. Thread-safe.
@NullMarked
package org.foedus.node.console;

import org.jspecify.annotations.NullMarked;
