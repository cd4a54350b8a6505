/// What failures mean and what to do next, in six languages. Immutable, thread-safe.
@NullMarked
package org.foedus.protocol.message;

import org.jspecify.annotations.NullMarked;
