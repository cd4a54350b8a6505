package org.foedus.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.ForkEvidence;
import org.foedus.link.keys.FileFailure;
import org.foedus.protocol.form.Yaml;

/// Files that people wrote.
final class Inputs {
    private static final int HASHED_AT_ONCE = 1 << 16;

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

    /// A text: the argument itself, or standard input where it is `-`.
    static String text(String argument) {
        return argument.equals("-") ? utf8("standard input", System.in) : argument;
    }

    /// A text from a file, or from standard input where its name is `-`.
    static String textOf(String file) {
        if (file.equals("-")) {
            return text(file);
        }
        try (var in = Files.newInputStream(Path.of(file))) {
            return utf8(file, in);
        } catch (NoSuchFileException e) {
            throw new FoedusException(ErrorCode.NOT_FOUND, "there is no file " + file, e);
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
    }

    private static String utf8(String what, InputStream in) {
        try {
            var bytes = in.readNBytes(Body.MAX_CONTENT_BYTES + 1);
            if (bytes.length > Body.MAX_CONTENT_BYTES) {
                throw new FoedusException(
                        ErrorCode.TOO_LARGE,
                        what + ": expected at most " + Body.MAX_CONTENT_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new FoedusException(ErrorCode.BAD_FORMAT, what + ": expected a text in UTF-8", e);
        } catch (IOException e) {
            throw new FoedusException(ErrorCode.IO_FAILED, "read " + what, e);
        }
    }

    /// The SHA-256 of a file of any size.
    static Sha256 digest(Path file) {
        try (var in = Files.newInputStream(file)) {
            var hash = MessageDigest.getInstance("SHA-256");
            var block = new byte[HASHED_AT_ONCE];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                hash.update(block, 0, n);
            }
            return new Sha256(HexFormat.of().formatHex(hash.digest()));
        } catch (NoSuchFileException e) {
            throw new FoedusException(ErrorCode.NOT_FOUND, "there is no file " + file, e);
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new FoedusException(ErrorCode.INTERNAL_ERROR, "this JDK has no SHA-256", e);
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
