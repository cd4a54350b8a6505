package org.foedus.core.alliance;

import java.nio.charset.StandardCharsets;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;

/// What a new organisation key signs, so that nobody puts a key in place that nobody holds.
public final class KeyProof {
    private static final String TYPE = "application/vnd.foedus.key-proof";

    private KeyProof() {}

    /// DSSE's encoding of "alliance member old new".
    public static byte[] message(Sha256 alliance, MemberId member, PublicKey old, PublicKey next) {
        var text = alliance.hex() + " " + member + " " + old.hex() + " " + next.hex();
        return Envelope.pae(TYPE, text.getBytes(StandardCharsets.UTF_8));
    }

    /// @param next signs
    public static Bytes sign(Sha256 alliance, MemberId member, PublicKey old, Signer next) {
        return next.sign(message(alliance, member, old, next.publicKey()));
    }
}
