/// The alliance's state as records for programs, feeds and calendars. Pure: state, clock and reader
/// are arguments.
@NullMarked
package org.foedus.hub.read;

import org.jspecify.annotations.NullMarked;
