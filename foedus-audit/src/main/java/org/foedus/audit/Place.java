package org.foedus.audit;

import org.foedus.core.digest.Sha256;
import org.foedus.core.run.RunId;

/// Where in an export a problem is.
public sealed interface Place {
    /// An entry of the ledger, counted from 0.
    record Entry(long index) implements Place {}

    record Blob(Sha256 digest) implements Place {}

    /// A round whose fold was executed again.
    record Round(RunId run, int number) implements Place {}

    /// A file, by its path in the folder with `/` between names.
    record File(String path) implements Place {}

    /// A line of a text file, counted from 1.
    record Line(String path, long number) implements Place {}

    /// For people.
    default String label() {
        return switch (this) {
            case Entry e -> "entry " + e.index();
            case Blob b -> "blob " + b.digest();
            case Round r -> "run " + r.run() + ", round " + r.number();
            case File f -> f.path();
            case Line l -> l.path() + ", line " + l.number();
        };
    }
}
