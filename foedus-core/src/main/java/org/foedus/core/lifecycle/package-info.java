/// The ways of things from one state to another, as tables that code obeys and the reference shows.
/// Thread-safe, immutable.
@NullMarked
package org.foedus.core.lifecycle;

import org.jspecify.annotations.NullMarked;
