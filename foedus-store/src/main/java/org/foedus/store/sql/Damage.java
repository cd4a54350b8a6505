package org.foedus.store.sql;

import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.jspecify.annotations.Nullable;

/// What is said of a database that does not hold what was put there.
final class Damage {
    private Damage() {}

    /// @param what is wrong, as the end of "the database … is damaged:"
    static FoedusException of(String database, String what, @Nullable Throwable cause) {
        return new FoedusException(
                ErrorCode.LEDGER_DAMAGED,
                ("the database %s is damaged: %s. Nothing was written. Keys and blobs are not"
                                + " concerned; do not serve or copy from this database: move it"
                                + " aside, then restore it from a backup")
                        .formatted(database, what),
                cause);
    }
}
