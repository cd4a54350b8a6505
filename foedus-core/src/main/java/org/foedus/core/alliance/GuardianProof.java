package org.foedus.core.alliance;

import java.nio.charset.StandardCharsets;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;

/// What a guardian signs, so that members may vote on giving its ward another organisation key. It
/// names the old key, too: a proof is good for one change only.
public final class GuardianProof {
    private static final String TYPE = "application/vnd.foedus.guardian-proof";

    private GuardianProof() {}

    /// DSSE's encoding of "alliance member old new".
    public static byte[] message(Sha256 alliance, MemberId member, PublicKey old, PublicKey next) {
        var text = alliance.hex() + " " + member + " " + old.hex() + " " + next.hex();
        return Envelope.pae(TYPE, text.getBytes(StandardCharsets.UTF_8));
    }

    /// @param guardian signs
    public static Bytes sign(
            Sha256 alliance, MemberId member, PublicKey old, PublicKey next, Signer guardian) {
        return guardian.sign(message(alliance, member, old, next));
    }
}
