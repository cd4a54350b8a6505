package org.foedus.core.signature;

import org.foedus.core.digest.Bytes;

/// The private half of a key, wherever it lives. Signing may fail with `KEY_CORRUPT` or
/// `IO_FAILED`.
public interface Signer {
    PublicKey publicKey();

    /// The 64-byte Ed25519 signature of `message`.
    Bytes sign(byte[] message);
}
