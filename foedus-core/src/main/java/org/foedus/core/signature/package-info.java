/// Ed25519 keys (RFC 8032) and DSSE envelopes (secure-systems-lab/dsse v1.0.2): what a member
/// signed, byte for byte. Private keys stay behind [Signer]. Immutable, thread-safe.
@NullMarked
package org.foedus.core.signature;

import org.jspecify.annotations.NullMarked;
