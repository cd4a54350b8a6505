package org.foedus.cli.demo;

import java.util.ArrayList;
import java.util.List;
import org.foedus.engine.Examples;
import org.foedus.engine.data.FashionMnist;
import org.foedus.engine.data.Histogram;
import org.foedus.engine.data.Partition;

/// The data: what each member has, and what nobody trains with.
///
/// @param of the members, in their order; together `all`
record Shares(Examples all, Examples heldOut, List<Examples> of) {
    /// The smaller, the more uneven: members lack whole classes.
    static final double ALPHA = 0.3;

    static Shares split(FashionMnist.Sets sets, int members, long seed) {
        var parts = new ArrayList<Examples>();
        for (var part : Partition.dirichlet(sets.train().labels(), members, ALPHA, seed)) {
            parts.add(sets.train().select(part));
        }
        return new Shares(sets.train(), sets.heldOut(), List.copyOf(parts));
    }

    Histogram histogram(int member) {
        return Histogram.of(of.get(member).labels(), FashionMnist.CLASSES.size());
    }
}
