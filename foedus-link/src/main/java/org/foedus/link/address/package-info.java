/// Where a hub listens: host and port, in the one alphabet that every shell accepts. Immutable.
@NullMarked
package org.foedus.link.address;

import org.jspecify.annotations.NullMarked;
