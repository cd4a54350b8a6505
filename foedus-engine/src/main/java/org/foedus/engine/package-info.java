/// The port between a node and a training engine: named architectures, tensors, trainers.
///
/// An [Engine] makes [Trainer]s; a trainer is confined to one thread and owns off-heap memory until
/// it is closed. Nothing here touches the network.
@NullMarked
package org.foedus.engine;

import org.jspecify.annotations.NullMarked;
