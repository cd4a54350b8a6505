package org.foedus.core.lifecycle;

import java.util.List;
import java.util.Optional;
import org.foedus.core.error.InvariantViolation;

/// One way from a state to another.
///
/// @param from none where the thing begins
/// @param on what happens
/// @param who makes it happen
public record Way<S extends Enum<S>>(Optional<S> from, String on, S to, String who) {
    /// How a thing begins.
    public static <S extends Enum<S>> Way<S> begin(String on, S to, String who) {
        return new Way<>(Optional.empty(), on, to, who);
    }

    public static <S extends Enum<S>> Way<S> of(S from, String on, S to, String who) {
        return new Way<>(Optional.of(from), on, to, who);
    }

    /// Whether one of `ways` leads from `from` to `to`.
    public static <S extends Enum<S>> boolean leads(List<Way<S>> ways, S from, S to) {
        return ways.stream().anyMatch(w -> w.from().equals(Optional.of(from)) && w.to() == to);
    }

    /// Throws unless one of `ways` leads from `from` to `to`; always on.
    public static <S extends Enum<S>> void require(List<Way<S>> ways, S from, S to, Object what) {
        InvariantViolation.unless(
                leads(ways, from, to), what + ": there is no way from " + from + " to " + to);
    }
}
