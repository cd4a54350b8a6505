package org.foedus.store.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Blobs;

/// What was announced of an upload, kept beside its bytes as "<sha256> <bytes>", then the owner and
/// the purpose if it has them. A note with an owner whose bytes are gone tells of a blob.
record UploadNote(Sha256 digest, long bytes, Optional<Blobs.Owner> owner) {
    static final String SUFFIX = ".meta";
    private static final int MAX_CHARS = 512;

    static Path beside(Path upload) {
        return upload.resolveSibling(upload.getFileName() + SUFFIX);
    }

    /// The note beside `upload`; empty if there is none or it cannot be read as one.
    static Optional<UploadNote> read(Path upload) throws IOException {
        var note = beside(upload);
        try {
            if (Folders.fileSize(note).orElse(MAX_CHARS) >= MAX_CHARS) {
                return Optional.empty();
            }
            var words = Files.readString(note, StandardCharsets.US_ASCII).strip().split(" ", -1);
            if (words.length != 2 && words.length != 4) {
                return Optional.empty();
            }
            var owner =
                    words.length == 4
                            ? Optional.of(new Blobs.Owner(words[2], words[3]))
                            : Optional.<Blobs.Owner>empty();
            return Optional.of(
                    new UploadNote(new Sha256(words[0]), Long.parseLong(words[1]), owner));
        } catch (NoSuchFileException
                | NumberFormatException
                | java.nio.charset.CharacterCodingException
                | org.foedus.core.error.FoedusException _) {
            return Optional.empty();
        }
    }

    Optional<Blobs.Owned> owned(boolean whole) {
        return owner.map(o -> new Blobs.Owned(digest, bytes, o, whole));
    }

    void write(Path upload) throws IOException {
        var note = beside(upload);
        var part = note.resolveSibling(note.getFileName() + ".part");
        Files.deleteIfExists(part);
        try (var channel =
                FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var whose = owner.map(o -> " " + o.member() + " " + o.purpose()).orElse("");
            var text = digest.hex() + " " + bytes + whose + "\n";
            channel.write(StandardCharsets.US_ASCII.encode(text));
            channel.force(true);
        }
        Folders.move(part, note);
    }
}
