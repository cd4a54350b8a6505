package org.foedus.node.agent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.dataset.Look;
import org.foedus.node.dataset.Looks;
import org.foedus.node.dataset.Sight;

/// Looks at data on the thread that trains, so that neither waits for memory that the other has;
/// whoever asks is told once it is known. Thread-safe.
final class Looking {
    private final Sight sight;
    private final Executor training;
    private final Journal journal;
    private final Runnable news;
    private final Set<Asked> asked = ConcurrentHashMap.newKeySet();

    private record Asked(String dataset, String architecture) {}

    /// @param news called when a look was taken, on the training thread
    Looking(Sight sight, Executor training, Journal journal, Runnable news) {
        this.sight = sight;
        this.training = training;
        this.journal = journal;
        this.news = news;
    }

    /// Looks at what is in `book`.
    Looks over(DatasetBook book) {
        return new Looks() {
            @Override
            public Look at(String dataset, String architecture) {
                var known = sight.known(book, dataset, architecture);
                if (known instanceof Look.NotYet) {
                    ask(book, new Asked(dataset, architecture));
                }
                return known;
            }

            @Override
            public Look known(String dataset, String architecture) {
                return sight.known(book, dataset, architecture);
            }
        };
    }

    private void ask(DatasetBook book, Asked what) {
        if (!asked.add(what)) {
            return;
        }
        try {
            training.execute(() -> look(book, what));
        } catch (RejectedExecutionException e) {
            // The node is being stopped.
            asked.remove(what);
        }
    }

    private void look(DatasetBook book, Asked what) {
        try {
            sight.look(book, what.dataset, what.architecture);
        } catch (RuntimeException | OutOfMemoryError e) {
            journal.error("look-failed", e);
            sight.spoiled(book, what.dataset, what.architecture, "reading it failed: " + e);
        } finally {
            asked.remove(what);
        }
        news.run();
    }
}
