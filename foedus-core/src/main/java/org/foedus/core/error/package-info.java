/// Failure: one unchecked exception whose code says whose fault it is. Thread-safe, immutable.
@NullMarked
package org.foedus.core.error;

import org.jspecify.annotations.NullMarked;
