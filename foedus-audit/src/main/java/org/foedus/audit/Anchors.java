package org.foedus.audit;

import java.nio.file.Path;
import java.util.Optional;
import org.foedus.core.signature.PublicKey;

/// What the verifier's caller knows from elsewhere, and the export must agree with. Without them a
/// folder made up as a whole would pass.
///
/// @param hubKey the hub's identity key or its fingerprint, 64 hexadecimal digits
/// @param checkpoint a signed note that a witness keeps, or the evidence of a fork that its mirror
///   wrote
/// @param against another export, or a mirror, of the same ledger
public record Anchors(
        Optional<String> hubKey, Optional<String> checkpoint, Optional<Path> against) {
    public static Anchors none() {
        return new Anchors(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Anchors withHubKey(String hex) {
        return new Anchors(Optional.of(hex), checkpoint, against);
    }

    public Anchors withCheckpoint(String note) {
        return new Anchors(hubKey, Optional.of(note), against);
    }

    public Anchors withOther(Path folder) {
        return new Anchors(hubKey, checkpoint, Optional.of(folder));
    }

    /// Whether `hub` is the key that was named; true if none was.
    boolean agree(PublicKey hub) {
        return hubKey.map(named ->
                        named.strip().equals(hub.hex())
                                || named.strip().equals(hub.fingerprint().hex()))
                .orElse(true);
    }
}
