/// The demo: a hub and some nodes as real processes on this machine, from the founding to the
/// proof, and the models that each member could have trained alone.
///
/// Invariants: no process outlives the demo, however it ends; nothing is written outside its
/// folder. Threads: one conducts, one trains the comparisons; a shutdown hook stops the processes.
@NullMarked
package org.foedus.cli.demo;

import org.jspecify.annotations.NullMarked;
