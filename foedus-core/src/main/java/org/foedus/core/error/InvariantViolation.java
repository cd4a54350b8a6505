package org.foedus.core.error;

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
}
