package org.foedus.sim;

import org.jspecify.annotations.Nullable;

/// An invariant that did not hold.
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    Violation(String what) {
        super(what);
    }

    Violation(String what, @Nullable Throwable cause) {
        super(what + (cause == null ? "" : ": " + cause), cause);
    }
}
