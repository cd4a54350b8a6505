package org.foedus.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foedus.engine.Examples;
import org.foedus.engine.data.FashionMnist;
import org.foedus.engine.data.Histogram;
import org.foedus.engine.data.IdxWriter;
import org.foedus.engine.data.Partition;
import org.foedus.link.keys.FileFailure;

/// The data: what each member has, and what nobody trains with.
///
/// @param of the members, in their order; together `all`
record Shares(Examples all, Examples heldOut, List<Examples> of) {
    /// The smaller, the more uneven: members lack whole classes.
    static final double ALPHA = 0.3;

    private static final int PIXELS = 28;

    static Shares split(FashionMnist.Sets sets, int members, long seed) {
        var parts = new ArrayList<Examples>();
        for (var part : Partition.dirichlet(sets.train().labels(), members, ALPHA, seed)) {
            parts.add(sets.train().select(part));
        }
        return new Shares(sets.train(), sets.heldOut(), List.copyOf(parts));
    }

    /// Writes what each member has as a pair of IDX files, named for it, and `held-out`.
    void write(Path folder, List<String> members) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileFailure.of("create " + folder, e);
        }
        for (int i = 0; i < members.size(); i++) {
            write(folder, members.get(i), of.get(i));
        }
        write(folder, "held-out", heldOut);
    }

    private static void write(Path folder, String name, Examples examples) {
        IdxWriter.write(
                examples,
                PIXELS,
                PIXELS,
                folder.resolve(name + "-images.gz"),
                folder.resolve(name + "-labels.gz"));
    }

    Histogram histogram(int member) {
        return Histogram.of(of.get(member).labels(), FashionMnist.CLASSES.size());
    }
}
