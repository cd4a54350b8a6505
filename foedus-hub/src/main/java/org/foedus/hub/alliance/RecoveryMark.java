package org.foedus.hub.alliance;

import java.util.Optional;

/// Remembers over restarts that the ledger is not whole, so that the hub does not serve from it.
public interface RecoveryMark {
    /// How many entries the hub had when it was found not to be whole; empty if it is.
    Optional<Long> from();

    /// Durable on return.
    void set(long from);

    void clear();

    /// One that forgets with the process.
    static RecoveryMark inMemory() {
        return new RecoveryMark() {
            private Optional<Long> from = Optional.empty();

            @Override
            public Optional<Long> from() {
                return from;
            }

            @Override
            public void set(long entries) {
                from = Optional.of(entries);
            }

            @Override
            public void clear() {
                from = Optional.empty();
            }
        };
    }
}
