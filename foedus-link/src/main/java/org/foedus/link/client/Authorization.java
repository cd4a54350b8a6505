package org.foedus.link.client;

import java.util.Optional;

/// What a request shows to be let in.
public interface Authorization {
    /// The value of the `Authorization` header, asked before each request; empty for none.
    Optional<String> header();

    /// Called when the hub answered 401. It may sign in again (with anonymous requests).
    ///
    /// @return whether the same request is worth one more try
    boolean renew();

    static Authorization none() {
        return new Authorization() {
            @Override
            public Optional<String> header() {
                return Optional.empty();
            }

            @Override
            public boolean renew() {
                return false;
            }
        };
    }
}
