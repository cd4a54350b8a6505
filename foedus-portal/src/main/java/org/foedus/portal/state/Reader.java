package org.foedus.portal.state;

import java.util.Optional;
import org.foedus.core.alliance.MemberId;

/// Who reads a page.
public sealed interface Reader {
    /// The public.
    record Anyone() implements Reader {}

    /// Someone whose key speaks for the alliance.
    ///
    /// @param label what the key is called
    /// @param of the member that it speaks for, empty for the operator
    record Known(String label, Optional<MemberId> of) implements Reader {}

    /// Whether it may read what only members may.
    default boolean member() {
        return switch (this) {
            case Anyone _ -> false;
            case Known _ -> true;
        };
    }

    /// As a page names it.
    default Optional<String> name() {
        return switch (this) {
            case Anyone _ -> Optional.empty();
            case Known(var label, _) -> Optional.of(label);
        };
    }
}
