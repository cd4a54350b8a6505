/// Benchmarks of the ledger and of a hub's restart. Not part of the default build.
@NullMarked
package org.foedus.bench;

import org.jspecify.annotations.NullMarked;
