/// The engine in plain Java: multilayer perceptrons on one thread, for tests and for machines
/// without a native library.
///
/// Every sum has a fixed order and every function is `StrictMath`, so the same seed gives the same
/// bits on any machine. A trainer is confined to one thread.
@NullMarked
package org.foedus.engine.plain;

import org.jspecify.annotations.NullMarked;
