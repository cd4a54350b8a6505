package org.foedus.core.error;

import java.time.Duration;
import java.util.Optional;
import org.foedus.core.rule.Refusal;
import org.jspecify.annotations.Nullable;

/// The one exception of Foedus. The message names what failed and, where there is one, the next
/// step.
public final class FoedusException extends RuntimeException {
    private final ErrorCode code;
    private final transient @Nullable Refusal refusal;
    private final @Nullable Duration retryAfter;

    public FoedusException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public FoedusException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, null);
    }

    private FoedusException(
            ErrorCode code,
            String message,
            @Nullable Throwable cause,
            @Nullable Duration retryAfter) {
        super(message, cause);
        this.code = code;
        this.refusal = null;
        this.retryAfter = retryAfter;
    }

    /// A refusal that ends by itself.
    ///
    /// @param retryAfter when it is of use to ask again
    public static FoedusException until(ErrorCode code, String message, Duration retryAfter) {
        return new FoedusException(code, message, null, retryAfter);
    }

    /// A refusal by a rule.
    public FoedusException(ErrorCode code, Refusal refusal) {
        super(refusal.why());
        this.code = code;
        this.refusal = refusal;
        this.retryAfter = null;
    }

    /// The rule that refused, if it was one.
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /// When it is of use to ask again, if that is known.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
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
