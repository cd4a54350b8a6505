package org.foedus.core.alliance;

import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunId;

/// What a blob is to the alliance; decides who may read it.
public sealed interface BlobUse {
    RunId run();

    /// A version of a model.
    record Model(RunId run) implements BlobUse {}

    /// The server optimizer's state.
    record OptimizerState(RunId run) implements BlobUse {}

    /// What a node sent for a work item.
    record Update(RunId run, WorkItemId work) implements BlobUse {}
}
