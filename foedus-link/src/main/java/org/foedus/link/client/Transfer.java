package org.foedus.link.client;

/// How moving a blob ended. Broken links have been retried before.
public sealed interface Transfer {
    /// Payload bytes that went over the wire, counting what a broken link made move twice.
    long movedBytes();

    /// @param payloadBytes what was wanted of this call: the blob less what was there before
    /// @param retries how often it started again
    record Done(long payloadBytes, long movedBytes, int retries) implements Transfer {}

    /// The hub said no; the answer says why.
    record Refused(Answer answer, long movedBytes) implements Transfer {}
}
