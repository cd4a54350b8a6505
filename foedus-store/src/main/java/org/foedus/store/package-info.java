/// Where the bytes of an alliance lie: the ledger on SQL, the blobs in a folder.
///
/// | port (core) | on disk | in memory |
/// |---|---|---|
/// | `Ledger` | [org.foedus.store.sql.SqlLedger] | [org.foedus.store.memory.MemoryLedger] |
/// | `Blobs` | [org.foedus.store.folder.FolderBlobs] | [org.foedus.store.memory.MemoryBlobs] |
///
/// One contract test runs over both columns. What is common to all of them, the checks of what is
/// handed in, is [StoreChecks]: a store refuses before it touches a disk. Everything here is
/// thread-safe; failures of disk and database become `FoedusException` at this edge, once, and say
/// what was being done.
@NullMarked
package org.foedus.store;

import org.jspecify.annotations.NullMarked;
