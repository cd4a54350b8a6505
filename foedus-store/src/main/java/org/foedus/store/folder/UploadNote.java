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

/// What was announced of an upload, kept beside its bytes as "<sha256> <bytes>".
record UploadNote(Sha256 digest, long bytes) {
    private static final String SUFFIX = ".meta";
    private static final int MAX_CHARS = 128;

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
            return words.length == 2
                    ? Optional.of(new UploadNote(new Sha256(words[0]), Long.parseLong(words[1])))
                    : Optional.empty();
        } catch (NoSuchFileException
                | NumberFormatException
                | java.nio.charset.CharacterCodingException
                | org.foedus.core.error.FoedusException _) {
            return Optional.empty();
        }
    }

    void write(Path upload) throws IOException {
        var note = beside(upload);
        var part = note.resolveSibling(note.getFileName() + ".part");
        Files.deleteIfExists(part);
        try (var channel =
                FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var text = digest.hex() + " " + bytes + "\n";
            channel.write(StandardCharsets.US_ASCII.encode(text));
            channel.force(true);
        }
        Folders.move(part, note);
    }
}
