/// Names and texts: one alphabet, one maximum length, checked where they enter. Immutable.
@NullMarked
package org.foedus.core.name;

import org.jspecify.annotations.NullMarked;
