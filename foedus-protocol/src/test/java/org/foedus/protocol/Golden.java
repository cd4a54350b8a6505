package org.foedus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The bytes that were written once and must be written and read the same for ever. Files are only
/// added, never changed; what a new one has to hold is left in `target/golden`.
public final class Golden {
    private static final Path KEPT = Path.of("src/test/resources/golden/v1");
    private static final Path SEEN = Path.of("target/golden");

    private Golden() {}

    /// Requires `text` to be that of the golden file.
    public static void check(String name, String text) {
        try {
            Files.createDirectories(SEEN);
            Files.writeString(SEEN.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(KEPT.resolve(name)).as("golden file; candidate in target/golden").exists();
        assertThat(text).as(name).isEqualTo(read(name));
    }

    public static String read(String name) {
        try {
            return Files.readString(KEPT.resolve(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
