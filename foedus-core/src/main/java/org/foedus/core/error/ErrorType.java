package org.foedus.core.error;

/// Whose fault a failure is. It alone decides retry, HTTP status and exit code.
public enum ErrorType {
    /// The caller sent something wrong; the same call will fail again.
    CALLER(1),
    /// A limit was reached; the same call may succeed later.
    CAPACITY(3),
    /// A machine, disk, network or peer outside the program failed; a retry may help.
    EXTERNAL(4),
    /// A defect of Foedus itself.
    INTERNAL(70);

    private final int exitCode;

    ErrorType(int exitCode) {
        this.exitCode = exitCode;
    }

    /// The exit code of a command that ends with such a failure.
    public int exitCode() {
        return exitCode;
    }
}
