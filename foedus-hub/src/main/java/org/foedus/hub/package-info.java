/// The hub: its folder, its runtime, its wiring. [org.foedus.hub.Hub] is where to start.
@NullMarked
package org.foedus.hub;

import org.jspecify.annotations.NullMarked;
