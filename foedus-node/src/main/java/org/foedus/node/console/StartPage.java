package org.foedus.node.console;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.PrivateFile;

/// A page in a file of its owner's alone (0600, in a folder 0700) that leads a browser to an
/// address with a secret in it.
///
/// Whoever starts a browser names what it shall open in a command line, which every user of the
/// machine can read. The path of this file is no secret; what is in it is.
public final class StartPage implements AutoCloseable {
    /// As long as the secret is good.
    public static final Duration LIFE = Admission.TOKEN_LIFE;

    private static final String PREFIX = "start-";
    private static final String SUFFIX = ".html";
    private static final int NAME_BYTES = 8;
    private final Path file;

    private StartPage(Path file) {
        this.file = file;
    }

    /// Writes one, and removes those of processes that were killed.
    ///
    /// @param folder of its owner's alone
    /// @param to has no character that means something in HTML
    public static StartPage write(Path folder, URI to, InstantSource clock) {
        sweep(folder, clock.instant().minus(LIFE));
        var bytes = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(bytes);
        var file = folder.resolve(PREFIX + HexFormat.of().formatHex(bytes) + SUFFIX);
        var address = to.toASCIIString().replace("&", "&amp;").replace("\"", "&quot;");
        PrivateFile.create(
                file,
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <title>Foedus</title>
                <meta name="referrer" content="no-referrer">
                <meta http-equiv="refresh" content="0; url=%s">
                </head>
                <body><p><a href="%s">Foedus</a></p></body>
                </html>
                """
                        .formatted(address, address)
                        .getBytes(StandardCharsets.UTF_8));
        return new StartPage(file);
    }

    private static void sweep(Path folder, Instant before) {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (var file : old) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw FileFailure.of("look for old pages in " + folder, e);
        }
    }

    public Path file() {
        return file;
    }

    /// Removes the file.
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw FileFailure.of("remove " + file, e);
        }
    }
}
