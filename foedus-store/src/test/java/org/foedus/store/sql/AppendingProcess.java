package org.foedus.store.sql;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.foedus.core.digest.Bytes;
import org.foedus.core.ledger.Body;

/// Appends to the ledger named by its argument until it is killed, and prints the new size after
/// each append that was acknowledged.
final class AppendingProcess {
    private AppendingProcess() {}

    /// The entry with this index, in every run.
    static Bytes entry(long index) {
        return Bytes.utf8("entry %d %s".formatted(index, "x".repeat((int) (index * 37 % 5000))));
    }

    /// The body that comes with the append that ends at `size`.
    static Body body(long size) {
        var salt = Bytes.of(entry(size).sha256().bytes());
        return Body.of(salt, Bytes.utf8("body of " + size), new TreeSet<>(List.of("member")));
    }

    static String note(long size) {
        return "note of %d\n".formatted(size);
    }

    /// How many entries are appended together at `size`: 1, 2 or 3.
    static int batch(long size) {
        return (int) (size % 3) + 1;
    }

    public static void main(String[] args) {
        try (var ledger = SqlLedger.open(Path.of(args[0]))) {
            long size = ledger.size();
            while (!Thread.currentThread().isInterrupted()) {
                var entries = new ArrayList<Bytes>();
                for (int i = 0; i < batch(size); i++) {
                    entries.add(entry(size + i));
                }
                long next = size + entries.size();
                ledger.append(size, entries, List.of(body(next)), note(next));
                size = next;
                System.out.println(size);
            }
        }
    }
}
