package org.foedus.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.ForkEvidence;
import org.foedus.link.keys.FileFailure;
import org.foedus.protocol.form.Yaml;

/// Files that people wrote.
final class Inputs {
    private Inputs() {}

    /// The bytes of a form, bounded before they are read.
    static byte[] form(Path file) {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(Yaml.MAX_BYTES + 1);
            if (bytes.length > Yaml.MAX_BYTES) {
                throw new FoedusException(
                        ErrorCode.TOO_LARGE,
                        file + ": expected at most " + Yaml.MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new FoedusException(ErrorCode.NOT_FOUND, "there is no file " + file, e);
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
    }

    /// A checkpoint, or the evidence of a fork.
    static String note(Path file) {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(ForkEvidence.MAX_CHARS + 1);
            if (bytes.length > ForkEvidence.MAX_CHARS) {
                throw new FoedusException(
                        ErrorCode.TOO_LARGE, file + " is too large for a checkpoint");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new FoedusException(ErrorCode.NOT_FOUND, "there is no file " + file, e);
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
    }
}
