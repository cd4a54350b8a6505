package org.foedus.protocol.form;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;

/// One field of a form as it was read: a value, or not there, or wrong and reported.
///
/// The suppliers are for the time after all fields were read without an error; earlier they throw.
public final class Field<T> {
    private final Form form;
    private final String name;
    private final String expected;
    private final boolean written;
    private final Optional<T> value;

    Field(Form form, String name, String expected, boolean written, Optional<T> value) {
        this.form = form;
        this.name = name;
        this.expected = expected;
        this.written = written;
        this.value = value;
    }

    /// The value; a file without the field is refused.
    public Supplier<T> required() {
        if (!written) {
            form.missing(name, expected);
        }
        return this::present;
    }

    /// The value, or `fallback` where the file has none.
    public Supplier<T> or(T fallback) {
        return orFrom(() -> fallback);
    }

    /// The value, or what `fallback` says where the file has none: another field, most often.
    public Supplier<T> orFrom(Supplier<T> fallback) {
        return written ? this::present : fallback;
    }

    /// The value, if the file has one.
    public Supplier<Optional<T>> optional() {
        return () -> value;
    }

    /// The value as another type; a failure of `convert` is reported at this field.
    public <U> Field<U> as(Function<T, U> convert) {
        try {
            return new Field<>(form, name, expected, written, value.map(convert));
        } catch (FoedusException e) {
            form.wrong(name, e.reason());
            return new Field<>(form, name, expected, written, Optional.empty());
        }
    }

    private T present() {
        return value.orElseThrow(
                () -> new InvariantViolation("field " + name + " was taken before the check"));
    }
}
