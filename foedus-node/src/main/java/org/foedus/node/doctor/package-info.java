/// What goes wrong most, looked at: disk, keys, clock, the way to the hub.
@NullMarked
package org.foedus.node.doctor;

import org.jspecify.annotations.NullMarked;
