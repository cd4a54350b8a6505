package org.foedus.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.signature.PublicKey;
import org.foedus.hub.alliance.RecoveryMark;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.PrivateFile;
import org.foedus.protocol.json.Json;
import org.foedus.store.sql.SqlLedger;

/// Two small files beside the database: `recovering`, while the ledger must be made whole, and
/// `signed`, the newest checkpoint as it was about a second ago. A database that was put back by
/// hand, or that lost its end, has fewer entries than the hub is known to have signed.
final class HubMark implements RecoveryMark {
    private static final String META = "recovering";
    private static final int MAX_BYTES = Checkpoint.MAX_NOTE_BYTES;

    private final Path recovering;
    private final Path signed;
    private volatile Optional<Long> from;
    private Optional<Checkpoint> kept = Optional.empty();
    private Optional<SqlLedger> shared = Optional.empty();

    HubMark(Path folder) {
        this.recovering = folder.resolve("recovering");
        this.signed = folder.resolve("signed");
        this.from = read(recovering).map(b -> Json.read(b, Mark.class).from());
    }

    /// @param from entries that were left
    record Mark(long from) {}

    /// Keeps the mark in the ledger's database, too, so that a hub that takes over knows it.
    synchronized void share(SqlLedger ledger) {
        shared = Optional.of(ledger);
        var there = ledger.meta(META).filter(m -> !m.isEmpty()).map(Long::valueOf);
        if (from.isEmpty() && there.isPresent()) {
            set(there.get());
        } else if (from.isPresent() && there.isEmpty()) {
            ledger.putMeta(META, from.get().toString());
        }
    }

    @Override
    public Optional<Long> from() {
        return from;
    }

    @Override
    public synchronized void set(long entries) {
        PrivateFile.write(recovering, Json.write(new Mark(entries)));
        shared.ifPresent(l -> l.putMeta(META, Long.toString(entries)));
        from = Optional.of(entries);
    }

    @Override
    public synchronized void clear() {
        shared.ifPresent(l -> l.putMeta(META, ""));
        try {
            Files.deleteIfExists(signed);
            Files.deleteIfExists(recovering);
        } catch (IOException e) {
            throw FileFailure.of("delete " + recovering, e);
        }
        from = Optional.empty();
    }

    /// Keeps the newest checkpoint, if it is another than before.
    synchronized void keep(Ledger ledger) {
        var note = ledger.checkpoint().orElse("");
        if (from.isPresent() || note.isEmpty()) {
            return;
        }
        var checkpoint = Checkpoint.parse(note);
        if (!kept.equals(Optional.of(checkpoint))) {
            PrivateFile.write(signed, note.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            kept = Optional.of(checkpoint);
        }
    }

    /// Marks the ledger as not whole if this hub is known to have signed more than it holds.
    synchronized void compare(Ledger ledger, PublicKey hub) {
        var note = read(signed);
        if (note.isEmpty() || from.isPresent()) {
            return;
        }
        Checkpoint checkpoint;
        try {
            var text = new String(note.get(), java.nio.charset.StandardCharsets.UTF_8);
            checkpoint = Checkpoint.open(text, hub);
        } catch (FoedusException e) {
            throw new FoedusException(
                    e.code() == ErrorCode.BAD_SIGNATURE ? ErrorCode.WRONG_HUB_KEY : e.code(),
                    signed
                            + " was signed by another hub's key, or is damaged: "
                            + e.reason()
                            + ". The ledger is untouched. Put the identity key back that belongs"
                            + " to it; move that file away only if you know why",
                    e);
        }
        if (checkpoint.size() > ledger.size()) {
            set(ledger.size());
        }
    }

    private static Optional<byte[]> read(Path file) {
        return PrivateFile.read(file, MAX_BYTES);
    }

    /// `WRONG_STATE` for an empty ledger that nobody said is to come back from the members.
    void requireSomething(Ledger ledger, Path folder) {
        if (ledger.size() == 0 && from().isEmpty()) {
            throw new FoedusException(
                    ErrorCode.WRONG_STATE,
                    folder
                            + " has an empty ledger: foedus hub init founds an alliance, foedus"
                            + " restore --from-members gets a lost one back");
        }
    }
}
