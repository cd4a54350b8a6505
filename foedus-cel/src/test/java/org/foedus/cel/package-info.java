@NullMarked
package org.foedus.cel;

import org.jspecify.annotations.NullMarked;
