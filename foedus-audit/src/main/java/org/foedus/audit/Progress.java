package org.foedus.audit;

/// Hears how far an export or a verification is; called often, on the caller's thread.
@FunctionalInterface
public interface Progress {
    /// @param step what is being done: `entries`, `blobs`, `rounds`
    /// @param done of `total`, in the step's own unit
    void at(String step, long done, long total);

    static Progress none() {
        return (_, _, _) -> {};
    }
}
