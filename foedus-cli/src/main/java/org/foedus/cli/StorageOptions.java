package org.foedus.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.StorageSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a new hub keeps its ledger and its blobs.
final class StorageOptions {
    @Option(
            names = "--database",
            paramLabel = "URL",
            description =
                    "keep the ledger in PostgreSQL, jdbc:postgresql://HOST:PORT/DATABASE (default:"
                            + " SQLite in the hub's folder)")
    private @Nullable String database;

    @Option(
            names = "--database-user",
            paramLabel = "USER",
            description = "as whom to sign in to the database")
    private @Nullable String user;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "a file with that user's password, for its owner only (mode 0600)")
    private @Nullable Path passwordFile;

    @Option(
            names = "--blobs",
            paramLabel = "DIR",
            description = "folder of models and updates (default: blobs in the hub's folder)")
    private @Nullable Path blobs;

    /// What stands in `hub.json`; empty if all is kept in the hub's folder.
    Optional<StorageSettings> settings() {
        var folder = Optional.ofNullable(blobs).map(StorageOptions::absolute);
        if (database == null && user == null && passwordFile == null) {
            return folder.map(f -> new StorageSettings(Optional.empty(), Optional.of(f)));
        }
        if (database == null || user == null || passwordFile == null) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "--database, --database-user and --database-password-file go together");
        }
        var postgres = new StorageSettings.Database(database, user, absolute(passwordFile));
        return Optional.of(new StorageSettings(Optional.of(postgres), folder));
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
