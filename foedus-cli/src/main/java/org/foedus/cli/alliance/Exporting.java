package org.foedus.cli.alliance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.foedus.audit.ExportSource;
import org.foedus.audit.ExportWriter;
import org.foedus.audit.Progress;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.link.keys.FileFailure;

/// Exports the ledger as a member or the operator may read it, over the network.
public final class Exporting {
    private final Access by;
    private final AllianceState state;
    private final Path scratch;

    private Exporting(Access by, AllianceState state, Path scratch) {
        this.by = by;
        this.state = state;
        this.scratch = scratch;
    }

    /// Writes the export to `target`, up to the newest checkpoint.
    ///
    /// @param updates whether to fetch updates and optimizer states, as far as this key may
    public static ExportWriter.Written export(
            Access by, Path target, boolean updates, String createdBy, Progress progress) {
        var state = by.state();
        var checkpoint = by.hub().checkpoint();
        // A checkpoint newer than the mirror would name blobs that it does not know.
        while (Checkpoint.open(checkpoint, by.identity()).size() > state.size()) {
            state = by.state();
        }
        Path scratch = null;
        try {
            scratch = Files.createTempFile("foedus-export", ".part");
            var export = new Exporting(by, state, scratch);
            var source =
                    new ExportSource(
                            (from, max) ->
                                    by.hub().entries(from, Duration.ZERO).stream()
                                            .limit(max)
                                            .toList(),
                            checkpoint,
                            export::blob,
                            export::body);
            return ExportWriter.write(
                    target, source, new ExportWriter.Options(createdBy, updates), progress);
        } catch (IOException e) {
            throw FileFailure.of("write a temporary file", e);
        } finally {
            delete(scratch);
        }
    }

    /// A model's size is the run's; updates and optimizer states are as large.
    private Optional<InputStream> blob(Sha256 digest) {
        var run =
                Optional.ofNullable(state.blobs().get(digest))
                        .map(b -> state.runs().get(b.run()))
                        .orElse(null);
        if (run == null) {
            return Optional.empty();
        }
        try {
            Files.deleteIfExists(scratch);
            by.hub().download(digest, run.modelBytes(), scratch);
            return Optional.of(Files.newInputStream(scratch));
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.NOT_ALLOWED) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw FileFailure.of("read " + scratch, e);
        }
    }

    private Optional<Body> body(Sha256 digest) {
        try {
            return Optional.of(by.hub().body(digest));
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.NOT_ALLOWED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // a leftover in the temporary folder harms nobody
            }
        }
    }
}
