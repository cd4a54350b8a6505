/// The ledger in a relational database, SQLite in one file or a schema of PostgreSQL, by jOOQ,
/// HikariCP and Flyway. What differs between the two is in [Backend].
///
/// A commit is synced before a method returns: `journal_mode=WAL` and `synchronous=FULL`, or
/// `synchronous_commit=on` at a server whose `fsync` is on. Each transaction that writes first
/// checks the epoch (`leadership`) and the expected size, so that neither two processes nor a
/// process of the past can fork the log. SQLite has one connection: reads and writes take turns.
/// Thread-safe.
///
/// A database says whose it is: a SQLite file by its `application_id`, with `user_version` as the
/// schema's version; PostgreSQL by Flyway's history. One that is up to date is opened without
/// Flyway, which would cost a quarter of a second of every start.
///
/// The libraries log through SLF4J; its binding is the application's. Below warnings they are
/// silenced here for `java.util.logging`.
@NullMarked
package org.foedus.store.sql;

import org.jspecify.annotations.NullMarked;
