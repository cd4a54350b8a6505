package org.foedus.hub;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.PrivateFile;
import org.foedus.store.sql.PostgresAccess;

/// Where a hub keeps its ledger and its blobs, if not in its folder.
///
/// @param blobs a folder that each hub on the same database reaches
public record StorageSettings(Optional<Database> database, Optional<String> blobs) {
    /// All in the hub's folder.
    public static final StorageSettings OWN =
            new StorageSettings(Optional.empty(), Optional.empty());

    /// A PostgreSQL database.
    ///
    /// @param url `jdbc:postgresql://host:port/database`
    /// @param passwordFile a file that its owner alone can read; only its name stands in `hub.json`
    public record Database(String url, String user, String passwordFile) {
        private static final int MAX_PASSWORD_BYTES = 4096;

        public Database {
            new PostgresAccess(url, user, () -> ""); // Refuses what it can't use.
        }

        /// How to reach it; the password is read whenever a connection is made.
        public PostgresAccess access() {
            return new PostgresAccess(url, user, this::password);
        }

        private String password() {
            var bytes =
                    PrivateFile.read(Path.of(passwordFile), MAX_PASSWORD_BYTES)
                            .orElseThrow(() ->
                                    new FoedusException(
                                            ErrorCode.NOT_FOUND,
                                            ("no %s: put the password of the database's user %s"
                                                            + " there (mode 0600)")
                                                    .formatted(passwordFile, user)));
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }
}
