/// What the hub does with tensors: checks of what nodes sent, and the fold. Vector arithmetic on
/// mapped files only; no model is ever executed here. Thread-safe.
@NullMarked
package org.foedus.hub.round;

import org.jspecify.annotations.NullMarked;
