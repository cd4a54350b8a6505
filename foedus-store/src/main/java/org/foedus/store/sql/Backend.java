package org.foedus.store.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import org.foedus.core.error.FoedusException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/// What differs between SQLite and PostgreSQL. Stateless, thread-safe.
interface Backend {
    /// The database as messages name it: never with a password.
    String name();

    SQLDialect dialect();

    /// Opens a pool whose connections sync each commit to disk.
    HikariDataSource connect();

    /// The pool for those who only read, of a database that is prepared; `writers` itself where
    /// readers need no other.
    HikariDataSource readers(HikariDataSource writers);

    /// Brings the database to this release's schema, or refuses it.
    void prepare(HikariDataSource pool);

    /// After a deletion: overwrites what was deleted, as far as that is in our hands.
    void forget(Database database);

    /// What the database finds wrong with its own files; empty if nothing.
    List<String> selfCheck(DSLContext dsl);

    /// The failure of something that has not happened.
    FoedusException nothingHappened(String what, Throwable cause);

    /// The failure of a commit.
    FoedusException commitFailed(String what, SQLException cause);
}
