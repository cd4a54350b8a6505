package org.foedus.link.tls;

/// Parses the answer of `GET /api/v1/hub`.
@FunctionalInterface
public interface StatementReader {
    /// Parses and verifies nothing: the trust decision is [StatementCheck]'s.
    ///
    /// @throws org.foedus.core.error.FoedusException `BAD_FORMAT` when `body` is no statement
    SignedStatement read(byte[] body);
}
