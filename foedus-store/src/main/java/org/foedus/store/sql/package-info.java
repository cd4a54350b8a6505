/// The ledger in a relational database: SQLite in one file, by jOOQ, HikariCP and Flyway.
///
/// The pool has one connection, so reads and writes take turns and each transaction is short. A
/// commit is synced (`journal_mode=WAL`, `synchronous=FULL`) before a method returns. The guard by
/// the expected size runs inside the write transaction, so two processes on one file cannot fork
/// the log. The schema keeps to what PostgreSQL takes too. Thread-safe.
///
/// The file says whose it is: `application_id` is Foedus', `user_version` the schema's version. A
/// file that is up to date is opened without Flyway, which would cost a quarter of a second of
/// every start.
///
/// The libraries log through SLF4J; its binding is the application's. Below warnings they are
/// silenced here for `java.util.logging`.
@NullMarked
package org.foedus.store.sql;

import org.jspecify.annotations.NullMarked;
