/// The portal's views, computed from the alliance's state. Pure; nothing is read that the state
/// does not hold but traffic and presence, which are arguments.
@NullMarked
package org.foedus.hub.page;

import org.jspecify.annotations.NullMarked;
