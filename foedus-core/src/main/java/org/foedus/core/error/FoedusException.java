package org.foedus.core.error;

import org.jspecify.annotations.Nullable;

/// The one exception of Foedus. The message names what failed and, where there is one, the next
/// step.
public final class FoedusException extends RuntimeException {
    private final ErrorCode code;

    public FoedusException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public FoedusException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /// The message, never null.
    public String reason() {
        var message = getMessage();
        return message == null ? code.name() : message;
    }
}
