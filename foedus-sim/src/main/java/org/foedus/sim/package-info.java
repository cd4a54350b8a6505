/// A simulated alliance: the real hub, the real nodes and the real bytes between them, in one
/// thread, under virtual time, with chance from one seed. [org.foedus.sim.Simulation] is where to
/// start.
///
/// Simulated are the network, the disks of the ledger and the mirrors, the clocks, and the
/// training. Everything else is the code that runs in production, blocking calls and all: its
/// threads are virtual threads on a scheduler of ours, which runs one at a time, in an order that
/// follows from the seed (`docs/decisions/0008-simulation-on-virtual-threads.md`). Only
/// [org.foedus.core.error.FoedusException]s and broken streams cross machines; what a machine did
/// not sync before it crashed is lost.
///
/// Not thread-safe: one world, one thread. Several worlds may run in several threads.
@NullMarked
package org.foedus.sim;

import org.jspecify.annotations.NullMarked;
