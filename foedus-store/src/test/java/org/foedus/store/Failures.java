package org.foedus.store;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// What a call that must fail failed with.
public final class Failures {
    private Failures() {}

    /// Asserts that `call` fails with `code`; returns what it said.
    public static String failure(ErrorCode code, ThrowingCallable call) {
        var reason = new StringBuilder();
        assertThatExceptionOfType(FoedusException.class)
                .isThrownBy(call)
                .satisfies(e -> reason.append(e.reason()))
                .extracting(FoedusException::code)
                .isEqualTo(code);
        return reason.toString();
    }
}
