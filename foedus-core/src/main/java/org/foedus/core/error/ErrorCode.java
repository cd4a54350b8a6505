package org.foedus.core.error;

import static org.foedus.core.error.ErrorType.CALLER;
import static org.foedus.core.error.ErrorType.CAPACITY;
import static org.foedus.core.error.ErrorType.EXTERNAL;
import static org.foedus.core.error.ErrorType.INTERNAL;

/// The name of a failure: stable across releases, part of the wire and of `--json` output.
public enum ErrorCode {
    BAD_REQUEST(CALLER, 400),
    BAD_FORMAT(CALLER, 400),
    BAD_NAME(CALLER, 400),
    BAD_PLAN(CALLER, 400),
    BAD_CHARTER(CALLER, 400),
    BAD_POLICY(CALLER, 400),
    BAD_DATASET(CALLER, 400),
    BAD_MODEL(CALLER, 400),
    BAD_UPDATE(CALLER, 422),
    NON_FINITE(CALLER, 422),
    BAD_SIGNATURE(CALLER, 401),
    BAD_SEQUENCE(CALLER, 409),
    BAD_INVITATION(CALLER, 403),
    INVITATION_EXPIRED(CALLER, 403),
    INVITATION_USED(CALLER, 403),
    WRONG_ALLIANCE(CALLER, 409),
    WRONG_HUB_KEY(CALLER, 403),
    TLS_INTERCEPTED(EXTERNAL, 502),
    NOT_SIGNED_IN(CALLER, 401),
    NOT_ALLOWED(CALLER, 403),
    NOT_FOUND(CALLER, 404),
    ALREADY_EXISTS(CALLER, 409),
    WRONG_STATE(CALLER, 409),
    WRONG_WORK_ITEM(CALLER, 409),
    DIGEST_MISMATCH(CALLER, 422),
    OFFSET_MISMATCH(CALLER, 409),
    TOO_LARGE(CALLER, 413),
    CLOCK_SKEW(CALLER, 409),
    KEY_CORRUPT(CALLER, 400),
    KEY_EXPOSED(CALLER, 400),
    VERIFICATION_FAILED(CALLER, 422),
    /// As a member's machine tells it: the hub signed what the rules forbid, and nothing is signed
    /// for it until the owner has seen that.
    HUB_BROKE_RULES(CALLER, 422),
    TOO_MANY(CAPACITY, 429),
    BUSY(CAPACITY, 503),
    DISK_FULL(EXTERNAL, 507),
    /// As a client tells it: the hub's disk, not this machine's.
    HUB_DISK_FULL(EXTERNAL, 507),
    PORT_IN_USE(EXTERNAL, 500),
    HUB_UNREACHABLE(EXTERNAL, 502),
    STORE_UNAVAILABLE(EXTERNAL, 503),
    /// What the store holds is not what was put there.
    LEDGER_DAMAGED(EXTERNAL, 503),
    /// A change of the database's schema began and did not end.
    HALF_MIGRATED(EXTERNAL, 503),
    /// Another hub has taken over; nothing was written.
    NOT_LEADING(EXTERNAL, 503),
    /// The hub's ledger is being made whole from its members' mirrors, or waits for their word.
    RECOVERING(EXTERNAL, 503),
    /// The ledger goes on with an entry of a type that a newer release knows.
    UNKNOWN_ENTRY(EXTERNAL, 501),
    /// A commit that may or may not have happened.
    OUTCOME_UNKNOWN(EXTERNAL, 503),
    ENGINE_UNAVAILABLE(EXTERNAL, 500),
    IO_FAILED(EXTERNAL, 500),
    INTERNAL_ERROR(INTERNAL, 500);

    private final ErrorType type;
    private final int httpStatus;

    ErrorCode(ErrorType type, int httpStatus) {
        this.type = type;
        this.httpStatus = httpStatus;
    }

    public ErrorType type() {
        return type;
    }

    /// The status line of an HTTP answer that carries this failure.
    public int httpStatus() {
        return httpStatus;
    }
}
