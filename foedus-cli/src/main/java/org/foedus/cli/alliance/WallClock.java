package org.foedus.cli.alliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.FileFailure;

/// What time it is for this process.
///
/// Tests make a process wrong about it by the system property `foedus.clock.offset`: an ISO
/// duration such as `PT1H` or `-PT1H`, or `@FILE`, a file that holds one and is read at every look,
/// so that the clock can be set right while the process runs. The machine's clock is never touched.
public final class WallClock {
    public static final String OFFSET = "foedus.clock.offset";

    private WallClock() {}

    public static InstantSource real() {
        var offset = System.getProperty(OFFSET, "");
        if (offset.isEmpty()) {
            return InstantSource.system();
        }
        if (offset.startsWith("@")) {
            var file = Path.of(offset.substring(1));
            return () -> InstantSource.system().instant().plus(read(file));
        }
        var ahead = parse(offset);
        return () -> InstantSource.system().instant().plus(ahead);
    }

    private static Duration read(Path file) {
        try {
            return parse(Files.readString(file).strip());
        } catch (IOException e) {
            throw FileFailure.of("read " + file + " (-D" + OFFSET + ")", e);
        }
    }

    private static Duration parse(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "-D" + OFFSET + ": expected a duration such as PT1H, found '" + text + "'",
                    e);
        }
    }
}
