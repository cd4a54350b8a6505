package org.foedus.store.sql;

import static org.foedus.store.sql.Tables.BODY;
import static org.foedus.store.sql.Tables.CHECKPOINT;
import static org.foedus.store.sql.Tables.CONTENT;
import static org.foedus.store.sql.Tables.DIGEST;
import static org.foedus.store.sql.Tables.ENTRY;
import static org.foedus.store.sql.Tables.IDX;
import static org.foedus.store.sql.Tables.NOTE;
import static org.foedus.store.sql.Tables.TREE_SIZE;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.jooq.DSLContext;

/// One reading of a whole ledger, page by page. For one thread, once.
final class Soundness {
    private static final int PAGE = 1000;
    private static final int MOST_PROBLEMS = 100;

    private final Database database;
    private final List<String> problems = new ArrayList<>();
    private final MerkleTree tree = new MerkleTree();

    Soundness(Database database) {
        this.database = database;
    }

    List<String> problems() {
        var steps =
                List.<Runnable>of(
                        () -> read(database.backend()::selfCheck).forEach(this::add),
                        this::entries,
                        this::checkpoints,
                        this::bodies);
        for (var step : steps) {
            try {
                step.run();
            } catch (FoedusException e) {
                add(e.reason());
            }
        }
        return List.copyOf(problems);
    }

    private <T> T read(Function<DSLContext, T> query) {
        return database.read("be checked", query);
    }

    private void add(String problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    /// By position, not by index: a doubled index must not be skipped.
    private void entries() {
        long expected = 0;
        for (long from = 0; ; from += PAGE) {
            long at = from;
            var page =
                    read(dsl ->
                            dsl.select(IDX, CONTENT)
                                    .from(ENTRY)
                                    .orderBy(IDX)
                                    .limit(PAGE)
                                    .offset(at)
                                    .fetch());
            for (var row : page) {
                long index = row.value1();
                if (index < expected) {
                    add("entry %d is there twice".formatted(index));
                } else {
                    if (index > expected) {
                        add(missing(expected, index));
                    }
                    expected = index + 1;
                    tree.append(MerkleTree.leafHash(row.value2()));
                }
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    private static String missing(long from, long to) {
        return to - from == 1
                ? "entry %d is missing".formatted(from)
                : "entries %d to %d are missing".formatted(from, to - 1);
    }

    private void checkpoints() {
        long last = 0;
        while (true) {
            long after = last;
            var page =
                    read(dsl ->
                            dsl.select(TREE_SIZE, NOTE)
                                    .from(CHECKPOINT)
                                    .where(TREE_SIZE.gt(after))
                                    .orderBy(TREE_SIZE)
                                    .limit(PAGE)
                                    .fetch());
            for (var row : page) {
                checkpoint(last, row.value1(), row.value2());
                last = row.value1();
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        if (last < tree.size()) {
            add("entries %d to %d have no checkpoint".formatted(last, tree.size() - 1));
        }
    }

    private void checkpoint(long before, long size, String note) {
        if (size > tree.size()) {
            add("the checkpoint of %d entries covers more than there are".formatted(size));
            return;
        }
        try {
            var checkpoint = Checkpoint.parse(note);
            if (checkpoint.size() != size || !checkpoint.root().equals(tree.root(size))) {
                add(
                        ("the checkpoint of %d entries does not fit: it, or an entry from %d on,"
                                        + " was changed")
                                .formatted(size, before));
            }
        } catch (FoedusException e) {
            add("the checkpoint of %d entries: %s".formatted(size, e.reason()));
        }
    }

    private void bodies() {
        var last = "";
        while (true) {
            var after = last;
            var page =
                    read(dsl ->
                            dsl.select(DIGEST)
                                    .from(BODY)
                                    .where(DIGEST.gt(after))
                                    .orderBy(DIGEST)
                                    .limit(PAGE)
                                    .fetch(DIGEST));
            for (var digest : page) {
                body(digest);
                last = digest;
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    private void body(String hex) {
        try {
            var digest = new Sha256(hex);
            if (!read(dsl -> SqlLedger.body(dsl, digest)).filter(b -> b.intact()).isPresent()) {
                add(changed(digest));
            }
        } catch (FoedusException e) {
            add("the body %s: %s".formatted(hex, e.reason()));
        }
    }

    static String changed(Sha256 digest) {
        return "the body %s is not what its digest says".formatted(digest);
    }
}
