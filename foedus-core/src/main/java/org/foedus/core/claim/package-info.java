/// What members say that counts: sealed records that travel in signed envelopes. Immutable.
@NullMarked
package org.foedus.core.claim;

import org.jspecify.annotations.NullMarked;
