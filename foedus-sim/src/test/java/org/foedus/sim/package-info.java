@NullMarked
package org.foedus.sim;

import org.jspecify.annotations.NullMarked;
