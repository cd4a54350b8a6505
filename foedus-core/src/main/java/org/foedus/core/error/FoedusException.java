package org.foedus.core.error;

import java.util.Optional;
import org.foedus.core.rule.Refusal;
import org.jspecify.annotations.Nullable;

/// The one exception of Foedus. The message names what failed and, where there is one, the next
/// step.
public final class FoedusException extends RuntimeException {
    private final ErrorCode code;
    private final transient @Nullable Refusal refusal;

    public FoedusException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public FoedusException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.refusal = null;
    }

    /// A refusal by a rule.
    public FoedusException(ErrorCode code, Refusal refusal) {
        super(refusal.why());
        this.code = code;
        this.refusal = refusal;
    }

    /// The rule that refused, if it was one.
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
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
