package org.foedus.hub.http;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The other side has gone, or sent what is no HTTP: nothing of ours failed.
final class BrokenOff extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    /// @param status that it is answered with, if it still listens
    BrokenOff(int status, Throwable cause) {
        super("the request broke off", cause);
        this.status = status;
    }

    int status() {
        return status;
    }

    /// What is behind a failure, if it is this.
    static Optional<BrokenOff> behind(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BrokenOff broken) {
                return Optional.of(broken);
            }
        }
        return Optional.empty();
    }
}
