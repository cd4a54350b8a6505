/// SHA-256 digests (FIPS 180-4) as values. Immutable, thread-safe.
@NullMarked
package org.foedus.core.digest;

import org.jspecify.annotations.NullMarked;
