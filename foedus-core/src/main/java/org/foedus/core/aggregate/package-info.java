/// The fold of updates into a new model, and server optimizers. Bit-for-bit reproducible: the
/// result depends on the set of updates and their weights alone (see docs/reference/fold.md).
@NullMarked
package org.foedus.core.aggregate;

import org.jspecify.annotations.NullMarked;
