package org.foedus.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.foedus.core.error.InvariantViolation;
import picocli.CommandLine.IVersionProvider;

/// Which Foedus this is; the build writes it into a resource.
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }

    static String text() {
        return "foedus " + number() + " (Java " + Runtime.version() + ")";
    }

    /// For example `0.1.0`.
    static String number() {
        try (var in = VersionText.class.getResourceAsStream("version.txt")) {
            InvariantViolation.unless(in != null, "version.txt is missing from the jar");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new InvariantViolation("version.txt cannot be read: " + e.getMessage());
        }
    }
}
