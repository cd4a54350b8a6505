/// The alliance's pages, computed from its state: [org.foedus.portal.state.Site] says what is at
/// each place. Pure; what the state does not hold is an argument. The hub and a member's machine
/// serve the same.
@NullMarked
package org.foedus.portal.state;

import org.jspecify.annotations.NullMarked;
