package org.foedus.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
    /// Unpacks a "library" slowly, as JavaCPP would: only where it is missing or not whole.
    static final class Unpacker {
        public static void main(String[] args) throws IOException {
            var folder = Path.of(args[0]);
            NativeCache.load(folder, "v1", () -> unpack(folder));
        }

        private static void unpack(Path folder) {
            try {
                var library = folder.resolve("library");
                if (Files.exists(library) && Files.size(library) == 3_000) {
                    return;
                }
                Files.writeString(
                        folder.resolve("unpackings"),
                        "x",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                Files.write(library, new byte[0]);
                for (int i = 0; i < 300; i++) {
                    Files.write(library, new byte[10], StandardOpenOption.APPEND);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void ofProcessesThatStartAtOnceOneUnpacks(@TempDir Path folder) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) {
            processes.add(
                    new ProcessBuilder(
                                    List.of(
                                            java,
                                            "-XX:TieredStopAtLevel=1",
                                            "-cp",
                                            System.getProperty("java.class.path"),
                                            Unpacker.class.getName(),
                                            folder.toString()))
                            .inheritIO()
                            .start());
        }
        for (var process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        assertThat(folder.resolve("unpackings")).hasContent("x");
        assertThat(folder.resolve("unpacked-v1")).exists();
    }

    @Test
    void whatFailedIsTriedAgain(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() ->
                        NativeCache.load(
                                folder,
                                "v1",
                                () -> {
                                    throw new UnsatisfiedLinkError("half a file");
                                }))
                .isInstanceOf(UnsatisfiedLinkError.class);
        assertThat(folder.resolve("unpacked-v1")).doesNotExist();
        var ran = new boolean[1];
        NativeCache.load(folder, "v1", () -> ran[0] = true);
        assertThat(ran[0]).isTrue();
        assertThat(folder.resolve("unpacked-v1")).exists();
    }
}
