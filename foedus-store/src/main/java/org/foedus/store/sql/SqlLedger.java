package org.foedus.store.sql;

import static org.foedus.store.sql.Tables.BODY;
import static org.foedus.store.sql.Tables.BODY_READER;
import static org.foedus.store.sql.Tables.CHECKPOINT;
import static org.foedus.store.sql.Tables.CONTENT;
import static org.foedus.store.sql.Tables.COSIGNATURE;
import static org.foedus.store.sql.Tables.DIGEST;
import static org.foedus.store.sql.Tables.ENTRY;
import static org.foedus.store.sql.Tables.EPOCH;
import static org.foedus.store.sql.Tables.HOLDER;
import static org.foedus.store.sql.Tables.IDX;
import static org.foedus.store.sql.Tables.KEY_NAME;
import static org.foedus.store.sql.Tables.LEADERSHIP;
import static org.foedus.store.sql.Tables.LINE;
import static org.foedus.store.sql.Tables.META;
import static org.foedus.store.sql.Tables.NAME;
import static org.foedus.store.sql.Tables.NOTE;
import static org.foedus.store.sql.Tables.READER;
import static org.foedus.store.sql.Tables.SALT;
import static org.foedus.store.sql.Tables.TREE_SIZE;
import static org.foedus.store.sql.Tables.VALUE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Ledger;
import org.foedus.store.StoreChecks;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/// The ledger in a database.
///
/// It writes in the epoch that it found when it was opened. When another one takes the lead, every
/// write of this one fails with `NOT_LEADING`.
public final class SqlLedger implements Ledger {
    private static final int MOST_HOLDER_CHARS = 256;

    /// Rows that a database sends at once.
    private static final int FETCHED = 50;

    private final Database database;
    private volatile long epoch;

    SqlLedger(Database database) {
        this.database = database;
        this.epoch = database.read("read its epoch", this::lead).epoch();
    }

    /// Opens the ledger in `databaseFile`, which is made (mode 0600) if it is not there; its folder
    /// must be. `BAD_FORMAT` for a file that is no ledger or one of a newer release,
    /// `HALF_MIGRATED` where an upgrade failed.
    public static SqlLedger open(Path databaseFile) {
        return open(new SqliteBackend(databaseFile));
    }

    /// Opens the ledger in a schema of PostgreSQL, which is filled if it is empty. Failures as with
    /// a file, and `STORE_UNAVAILABLE` for a server that can't be reached or does not sync.
    public static SqlLedger open(PostgresAccess database) {
        return open(new PostgresBackend(database));
    }

    private static SqlLedger open(Backend backend) {
        var database = Database.open(backend);
        try {
            return new SqlLedger(database);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// Begins a new epoch, so that whoever wrote until now can't write any more. For the holder of
    /// the [org.foedus.store.Lease].
    ///
    /// @param holder who it is, for people
    public void takeLead(String holder) {
        var name = holder.substring(0, Math.min(holder.length(), MOST_HOLDER_CHARS));
        var raised = new AtomicLong();
        database.write(
                "take the lead",
                dsl -> {
                    raised.set(lockedLead(dsl).epoch() + 1);
                    dsl.update(LEADERSHIP).set(EPOCH, raised.get()).set(HOLDER, name).execute();
                });
        epoch = raised.get();
    }

    public long epoch() {
        return epoch;
    }

    /// Who took the lead last; empty if nobody did.
    public String leader() {
        return database.read("read who leads", this::lead).holder();
    }

    private record Lead(long epoch, String holder) {}

    private Lead lead(DSLContext dsl) {
        return lead(dsl.select(EPOCH, HOLDER).from(LEADERSHIP));
    }

    /// It stays as it is until the transaction ends: writers take turns. In SQLite they do so in
    /// any case.
    private Lead lockedLead(DSLContext dsl) {
        var row = dsl.select(EPOCH, HOLDER).from(LEADERSHIP);
        return lead(dsl.family() == SQLDialect.POSTGRES ? row.forUpdate() : row);
    }

    private Lead lead(ResultQuery<Record2<Long, String>> row) {
        return row.fetchOptional(r -> new Lead(r.value1(), r.value2()))
                .orElseThrow(() ->
                        Damage.of(database.backend().name(), "it does not say who leads", null));
    }

    /// Changes the database in one transaction, if nobody has taken over.
    private void write(String what, Consumer<DSLContext> work) {
        database.write(
                what,
                dsl -> {
                    var lead = lockedLead(dsl);
                    if (lead.epoch() != epoch) {
                        throw StoreChecks.notLeading(what, lead.holder());
                    }
                    work.accept(dsl);
                });
    }

    @Override
    public long size() {
        return database.read("count its entries", SqlLedger::size);
    }

    private static long size(DSLContext dsl) {
        var last = dsl.select(DSL.max(IDX)).from(ENTRY).fetchOne(0, Long.class);
        return last == null ? 0 : last + 1;
    }

    @Override
    public void append(
            long expectedSize, List<Bytes> entries, List<Body> bodies, String checkpoint) {
        StoreChecks.append(entries, bodies);
        write(
                "append %d entries at %d".formatted(entries.size(), expectedSize),
                dsl -> {
                    StoreChecks.expectedSize(expectedSize, size(dsl));
                    long index = expectedSize;
                    var rows = dsl.insertInto(ENTRY).columns(IDX, CONTENT);
                    for (var entry : entries) {
                        rows = rows.values(index++, entry.array());
                    }
                    rows.execute();
                    bodies.forEach(body -> insert(dsl, body));
                    dsl.insertInto(CHECKPOINT)
                            .columns(TREE_SIZE, NOTE)
                            .values(index, checkpoint)
                            .execute();
                });
    }

    private static void insert(DSLContext dsl, Body body) {
        var digest = body.digest().hex();
        int inserted =
                dsl.insertInto(BODY)
                        .columns(DIGEST, SALT, CONTENT)
                        .values(digest, body.salt().array(), body.content().array())
                        .onConflictDoNothing()
                        .execute();
        if (inserted == 0) {
            throw StoreChecks.bodyExists(body.digest());
        }
        for (var reader : body.readers()) {
            dsl.insertInto(BODY_READER).columns(DIGEST, READER).values(digest, reader).execute();
        }
    }

    @Override
    public List<Bytes> read(long from, int maxEntries) {
        StoreChecks.range(from, maxEntries);
        return database.read(
                "read entries from " + from,
                dsl -> {
                    var entries = new ArrayList<Bytes>();
                    long bytes = 0;
                    try (var rows =
                            dsl.select(IDX, CONTENT)
                                    .from(ENTRY)
                                    .where(IDX.ge(from))
                                    .orderBy(IDX)
                                    .limit(maxEntries)
                                    .fetchSize(FETCHED)
                                    .fetchLazy()) {
                        while (bytes < MAX_READ_BYTES && rows.hasNext()) {
                            var row = rows.fetchNext();
                            if (row == null) {
                                break;
                            }
                            requireNext(from + entries.size(), row.value1());
                            var entry = Bytes.of(row.value2());
                            entries.add(entry);
                            bytes += entry.length();
                        }
                    }
                    return entries;
                });
    }

    @Override
    public List<Bytes> read(SortedSet<Long> indexes) {
        return database.read(
                "read " + indexes.size() + " entries",
                dsl ->
                        dsl.select(CONTENT)
                                .from(ENTRY)
                                .where(IDX.in(indexes))
                                .orderBy(IDX)
                                .fetch(row -> Bytes.of(row.value1())));
    }

    private void requireNext(long expected, long found) {
        if (found != expected) {
            var what =
                    found < expected
                            ? "entry %d is there twice".formatted(found)
                            : "entry %d is missing".formatted(expected);
            throw Damage.of(database.backend().name(), what, null);
        }
    }

    @Override
    public Optional<String> checkpoint() {
        return database.read(
                "read its checkpoint",
                dsl ->
                        dsl.select(NOTE)
                                .from(CHECKPOINT)
                                .orderBy(TREE_SIZE.desc())
                                .limit(1)
                                .fetchOptional(NOTE));
    }

    @Override
    public Optional<String> checkpoint(long size) {
        return database.read(
                "read its checkpoint of %d entries".formatted(size),
                dsl ->
                        dsl.select(NOTE)
                                .from(CHECKPOINT)
                                .where(TREE_SIZE.eq(size))
                                .fetchOptional(NOTE));
    }

    @Override
    public Optional<Body> body(Sha256 digest) {
        var body = database.read("read the body " + digest, dsl -> body(dsl, digest));
        if (body.isPresent() && !body.get().intact()) {
            throw Damage.of(database.backend().name(), Soundness.changed(digest), null);
        }
        return body;
    }

    static Optional<Body> body(DSLContext dsl, Sha256 digest) {
        var readers =
                dsl.select(READER)
                        .from(BODY_READER)
                        .where(DIGEST.eq(digest.hex()))
                        .fetchSet(READER);
        return dsl.select(SALT, CONTENT)
                .from(BODY)
                .where(DIGEST.eq(digest.hex()))
                .fetchOptional(row ->
                        new Body(
                                digest,
                                Bytes.of(row.value1()),
                                Bytes.of(row.value2()),
                                new TreeSet<>(readers)));
    }

    /// Also overwrites the bytes in SQLite's file and its write-ahead log, or rewrites PostgreSQL's
    /// table. `BUSY` if another program reads the file right now: the body is gone, but for the
    /// log's bytes; call again.
    @Override
    public void eraseBody(Sha256 digest) {
        write(
                "erase the body " + digest,
                dsl -> dsl.deleteFrom(BODY).where(DIGEST.eq(digest.hex())).execute());
        database.backend().forget(database);
    }

    @Override
    public void addCosignature(long size, String keyName, String line) {
        write(
                "keep a cosignature of %d entries".formatted(size),
                dsl -> {
                    if (!dsl.fetchExists(CHECKPOINT, TREE_SIZE.eq(size))) {
                        throw StoreChecks.noCheckpoint(size);
                    }
                    dsl.insertInto(COSIGNATURE)
                            .columns(TREE_SIZE, KEY_NAME, LINE)
                            .values(size, keyName, line)
                            .onConflict(TREE_SIZE, KEY_NAME)
                            .doUpdate()
                            .set(LINE, line)
                            .execute();
                    dsl.deleteFrom(COSIGNATURE)
                            .where(KEY_NAME.eq(keyName))
                            .and(TREE_SIZE.lt(oldestKept(keyName)))
                            .execute();
                });
    }

    /// Null while a key has fewer: then none is less.
    private static Field<Long> oldestKept(String keyName) {
        return DSL.field(
                DSL.select(TREE_SIZE)
                        .from(COSIGNATURE)
                        .where(KEY_NAME.eq(keyName))
                        .orderBy(TREE_SIZE.desc())
                        .limit(1)
                        .offset(MAX_COSIGNATURES - 1));
    }

    @Override
    public List<String> cosignatures(long size) {
        return database.read(
                "read the cosignatures of %d entries".formatted(size),
                dsl ->
                        dsl.select(LINE)
                                .from(COSIGNATURE)
                                .where(TREE_SIZE.eq(size))
                                .orderBy(KEY_NAME)
                                .fetch(LINE));
    }

    @Override
    public Optional<String> witnessedCheckpoint(int atLeast) {
        if (atLeast <= 0) {
            return checkpoint();
        }
        return database.read(
                "find the newest checkpoint of %d witnesses".formatted(atLeast),
                dsl ->
                        dsl.select(NOTE)
                                .from(CHECKPOINT)
                                .where(
                                        TREE_SIZE.eq(
                                                dsl.select(TREE_SIZE)
                                                        .from(COSIGNATURE)
                                                        .groupBy(TREE_SIZE)
                                                        .having(DSL.count().ge(atLeast))
                                                        .orderBy(TREE_SIZE.desc())
                                                        .limit(1)))
                                .fetchOptional(NOTE));
    }

    /// A value of the hub's own operational state, which is no part of the ledger.
    public Optional<String> meta(String name) {
        return database.read(
                "read " + name,
                dsl -> dsl.select(VALUE).from(META).where(NAME.eq(name)).fetchOptional(VALUE));
    }

    /// Keeps `value` under `name`, in place of what was there; durable on return.
    public void putMeta(String name, String value) {
        write(
                "keep " + name,
                dsl ->
                        dsl.insertInto(META)
                                .columns(NAME, VALUE)
                                .values(name, value)
                                .onConflict(NAME)
                                .doUpdate()
                                .set(VALUE, value)
                                .execute());
    }

    /// Reads all there is and compares it: the database's own check, entries without a gap, each
    /// checkpoint against the entries under it, each body against its digest. Says what is wrong, a
    /// sentence each; nothing if all is well. Whether the hub signed it, it does not ask.
    public List<String> check() {
        return new Soundness(database).problems();
    }

    @Override
    public void close() {
        database.close();
    }
}
