/// Doing a work item: fetch the model, train or evaluate beside the data, write the update.
/// Confined to the one thread that trains.
@NullMarked
package org.foedus.node.work;

import org.jspecify.annotations.NullMarked;
