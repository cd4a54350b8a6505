package org.foedus.store.sql;

import static org.foedus.store.sql.Tables.BODY;
import static org.foedus.store.sql.Tables.BODY_READER;
import static org.foedus.store.sql.Tables.CHECKPOINT;
import static org.foedus.store.sql.Tables.CONTENT;
import static org.foedus.store.sql.Tables.COSIGNATURE;
import static org.foedus.store.sql.Tables.DIGEST;
import static org.foedus.store.sql.Tables.ENTRY;
import static org.foedus.store.sql.Tables.IDX;
import static org.foedus.store.sql.Tables.KEY_NAME;
import static org.foedus.store.sql.Tables.LINE;
import static org.foedus.store.sql.Tables.META;
import static org.foedus.store.sql.Tables.NAME;
import static org.foedus.store.sql.Tables.NOTE;
import static org.foedus.store.sql.Tables.READER;
import static org.foedus.store.sql.Tables.SALT;
import static org.foedus.store.sql.Tables.TREE_SIZE;
import static org.foedus.store.sql.Tables.VALUE;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Ledger;
import org.foedus.store.StoreChecks;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// The ledger in one SQLite file.
public final class SqlLedger implements Ledger {
    private final Database database;

    SqlLedger(Database database) {
        this.database = database;
    }

    /// Opens the ledger in `databaseFile`, which is made (mode 0600) if it is not there; its folder
    /// must be. `BAD_FORMAT` for a file that is no ledger or one of a newer release.
    public static SqlLedger open(Path databaseFile) {
        return new SqlLedger(Database.open(databaseFile));
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
        database.write(
                "append %d entries at %d".formatted(entries.size(), expectedSize),
                dsl -> {
                    StoreChecks.expectedSize(expectedSize, size(dsl));
                    long index = expectedSize;
                    for (var entry : entries) {
                        dsl.insertInto(ENTRY)
                                .columns(IDX, CONTENT)
                                .values(index++, entry.array())
                                .execute();
                    }
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
                dsl ->
                        dsl.select(CONTENT)
                                .from(ENTRY)
                                .where(IDX.ge(from))
                                .orderBy(IDX)
                                .limit(maxEntries)
                                .fetch(row -> Bytes.of(row.value1())));
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
        return database.read("read the body " + digest, dsl -> body(dsl, digest));
    }

    private static Optional<Body> body(DSLContext dsl, Sha256 digest) {
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

    /// Also overwrites the bytes in the file and in its write-ahead log. `BUSY` if another program
    /// reads the file right now: the body is gone, but for the log's bytes; call again.
    @Override
    public void eraseBody(Sha256 digest) {
        database.write(
                "erase the body " + digest,
                dsl -> dsl.deleteFrom(BODY).where(DIGEST.eq(digest.hex())).execute());
        database.emptyWal();
    }

    @Override
    public void addCosignature(long size, String keyName, String line) {
        database.write(
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
                });
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
        database.write(
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

    @Override
    public void close() {
        database.close();
    }
}
