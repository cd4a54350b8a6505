package org.foedus.core.error;

import org.jspecify.annotations.Nullable;

/// A broken invariant: a defect of Foedus. It stops the round, not the process.
public final class InvariantViolation extends IllegalStateException {
    public InvariantViolation(String message) {
        super(message);
    }

    /// Throws unless `holds`; always on.
    public static void unless(boolean holds, String message) {
        if (!holds) {
            throw new InvariantViolation(message);
        }
    }

    /// Returns `value`, which must be there; always on.
    public static <T> T present(@Nullable T value, String message) {
        if (value == null) {
            throw new InvariantViolation(message);
        }
        return value;
    }
}
