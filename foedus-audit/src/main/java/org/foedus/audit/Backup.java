package org.foedus.audit;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;

/// A backup of a hub: an export of all that it keeps, with the hub's own files beside it, so that
/// whoever can verify an export can prove a backup. The ledger only grows, so what is copied while
/// the hub runs is a whole: all of it up to the checkpoint that was the newest when it began.
public final class Backup {
    private Backup() {}

    /// The hub's files in a backup, by their paths in it.
    public static final String SETTINGS = Layout.HUB_SETTINGS;

    public static final String IDENTITY = Layout.HUB_IDENTITY;

    /// What was written.
    ///
    /// @param absent blobs that the hub should have and has not, or not whole
    public record Written(Path folder, long entries, Sha256 root, int blobs, List<Sha256> absent) {
        public Written {
            absent = List.copyOf(absent);
        }
    }

    /// Writes a backup to `target`, which must be empty or not be there (`ALREADY_EXISTS`).
    ///
    /// @param files the hub's own files
    /// @throws FoedusException `VERIFICATION_FAILED` if the entries are not those of the
    ///   checkpoint: then nothing is left behind
    public static Written write(
            Path target,
            Ledger ledger,
            Blobs blobs,
            SortedMap<String, byte[]> files,
            String createdBy,
            Progress progress) {
        var note =
                ledger.checkpoint()
                        .orElseThrow(() ->
                                new FoedusException(
                                        ErrorCode.WRONG_STATE,
                                        "the ledger is empty: there is nothing to back up"));
        var text = new StringBuilder(note);
        ledger.cosignatures(Checkpoint.parse(note).size()).forEach(text::append);
        var absent = new ArrayList<Sha256>();
        var source =
                new ExportSource(
                        ledger::read,
                        text.toString(),
                        digest -> open(blobs, digest, absent),
                        ledger::body);
        var written =
                ExportWriter.write(
                        target, source, new ExportWriter.Options(createdBy, true), files, progress);
        absent.addAll(written.missing());
        return new Written(
                written.folder(),
                written.entries(),
                written.root(),
                written.blobs(),
                absent.stream().distinct().toList());
    }

    /// A damaged blob must not keep all the others from being backed up.
    private static Optional<InputStream> open(Blobs blobs, Sha256 digest, List<Sha256> absent) {
        if (blobs.size(digest).isEmpty()) {
            return Optional.empty();
        }
        if (!blobs.intact(digest)) {
            absent.add(digest);
            return Optional.empty();
        }
        return Optional.of(blobs.open(digest, 0));
    }
}
