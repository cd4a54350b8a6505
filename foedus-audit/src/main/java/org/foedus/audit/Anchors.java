package org.foedus.audit;

import java.util.Optional;
import org.foedus.core.signature.PublicKey;

/// What the verifier's caller knows from elsewhere, and the export must agree with. Without them a
/// folder made up as a whole would pass.
///
/// @param hubKey the hub's identity key or its fingerprint, 64 hexadecimal digits
/// @param checkpoint a signed note that a witness keeps
public record Anchors(Optional<String> hubKey, Optional<String> checkpoint) {
    public static Anchors none() {
        return new Anchors(Optional.empty(), Optional.empty());
    }

    public Anchors withHubKey(String hex) {
        return new Anchors(Optional.of(hex), checkpoint);
    }

    public Anchors withCheckpoint(String note) {
        return new Anchors(hubKey, Optional.of(note));
    }

    /// Whether `hub` is the key that was named; true if none was.
    boolean agree(PublicKey hub) {
        return hubKey.map(named ->
                        named.strip().equals(hub.hex())
                                || named.strip().equals(hub.fingerprint().hex()))
                .orElse(true);
    }
}
