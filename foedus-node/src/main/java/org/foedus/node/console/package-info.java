/// The console on this machine's loopback: the alliance's pages from the verified copy, what left
/// this building, and what a person signs. Thread-safe.
@NullMarked
package org.foedus.node.console;

import org.jspecify.annotations.NullMarked;
