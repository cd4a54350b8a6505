/// Looks after what the hub keeps: bytes that were lost or damaged are found, named and asked for
/// again; old updates are dropped as the operator set it.
@NullMarked
package org.foedus.hub.care;

import org.jspecify.annotations.NullMarked;
