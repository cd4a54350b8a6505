/// Loops over `fp32` little-endian memory segments with long offsets. No state, no allocation, no
/// logging; thread-safe on disjoint ranges. Scalar and in a fixed order, so that results are the
/// same bits everywhere.
@NullMarked
package org.foedus.kernels;

import org.jspecify.annotations.NullMarked;
