package org.foedus.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The desktop of whoever runs a command, if there is one.
final class Desktop {
    private static final boolean MAC = System.getProperty("os.name", "").startsWith("Mac");

    private Desktop() {}

    static boolean isThere() {
        return MAC || System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
    }

    /// Asks for a browser. Everybody on this machine can read what is asked: a path of a page that
    /// only its owner can read, never an address with a secret.
    static void browse(Path page, Output output) {
        output.progress(
                "A browser opens "
                        + page
                        + ", which only you can read. One that may not (a snap or flatpak, in a"
                        + " hidden folder) does not show it: open the address above in it by"
                        + " hand.");
        try {
            new ProcessBuilder(List.of(MAC ? "open" : "xdg-open", page.toUri().toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // the address is on the screen
        }
    }
}
