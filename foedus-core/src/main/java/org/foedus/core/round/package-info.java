/// One round: work items, who was asked, what came, what was folded and why the rest was not.
/// Sealed records; a transition is a method that exists only where it is legal.
@NullMarked
package org.foedus.core.round;

import org.jspecify.annotations.NullMarked;
