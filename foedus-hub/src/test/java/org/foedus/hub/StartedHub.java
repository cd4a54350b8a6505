package org.foedus.hub;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/// A hub in a process of its own, with the heap that it is shipped with. Says how many entries it
/// has, and serves until its input ends.
final class StartedHub {
    private StartedHub() {}

    public static void main(String[] args) throws IOException {
        var home = HubHome.open(Path.of(args[0]));
        try (var hub = Hub.start(home, InstantSource.system(), new SecureRandom(), "test")) {
            long entries = hub.runtime().read(l -> l.state().size());
            System.out.println(entries);
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    /// Starts it over `home`; the options are those of `foedus hub start`.
    static Process start(HubHome home) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartedHub.class.getName(),
                        home.folder().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
