package org.foedus.cli.alliance;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.jspecify.annotations.Nullable;

/// Where Foedus itself lies: examples and data that come with it.
public final class Places {
    /// The launcher tells it.
    public static final String ROOT_PROPERTY = "foedus.root";

    private static final Path MARK = Path.of("examples", "charter.yaml");

    private Places() {}

    /// The folder that holds `examples/` and `data/`.
    ///
    /// @throws FoedusException `NOT_FOUND`, saying where it was looked for
    public static Path root() {
        var told = System.getProperty(ROOT_PROPERTY);
        if (told != null) {
            return require(Path.of(told).toAbsolutePath().normalize());
        }
        for (var folder = codeLocation(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(MARK))) {
                return folder;
            }
        }
        return require(Path.of("").toAbsolutePath());
    }

    private static Path require(Path folder) {
        if (!Files.exists(folder.resolve(MARK))) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    "the examples that come with Foedus are not in "
                            + folder
                            + ": run ./foedus from its own folder");
        }
        return folder;
    }

    private static @Nullable Path codeLocation() {
        var source = Places.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }
}
