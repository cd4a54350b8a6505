package org.foedus.cli.demo;

import java.nio.file.Path;

/// Opens a member's console.
@FunctionalInterface
public interface Opener {
    /// Starts it, tells where it is, and leaves it running.
    ///
    /// @param home of the member's node
    void open(Path home);
}
