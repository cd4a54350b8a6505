/// The hub's logic: judges claims, appends entries, lets runs move on. One thread at a time (the
/// runtime's lock); time, chance, ledger and blobs are arguments, so that it runs under simulation.
@NullMarked
package org.foedus.hub.alliance;

import org.jspecify.annotations.NullMarked;
