/// Conditions of policies in CEL, the Common Expression Language: read, checked and bounded before
/// they count, evaluated without side effects. Nothing of the library is seen outside. Thread-safe.
@NullMarked
package org.foedus.cel;

import org.jspecify.annotations.NullMarked;
