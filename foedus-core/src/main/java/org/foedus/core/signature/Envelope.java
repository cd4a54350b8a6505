package org.foedus.core.signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.foedus.core.digest.Bytes;

/// A DSSE envelope with one signature: a payload type, the exact payload bytes, who signed.
///
/// The signature is over the pre-authentication encoding [#pae], so a payload of one type can never
/// pass for another.
public record Envelope(String payloadType, Bytes payload, PublicKey key, Bytes signature) {
    /// What members say that counts.
    public static final String CLAIM = "application/vnd.foedus.claim+json";

    /// The answer to a sign-in challenge; never accepted as a claim.
    public static final String LOGIN = "application/vnd.foedus.login+json";

    /// The hub's statement of which TLS keys speak for it.
    public static final String HUB_STATEMENT = "application/vnd.foedus.hub-statement+json";

    public static final int MAX_PAYLOAD_BYTES = 40 * 1024;

    public static Envelope sign(String payloadType, Bytes payload, Signer signer) {
        return new Envelope(
                payloadType,
                payload,
                signer.publicKey(),
                signer.sign(pae(payloadType, payload.array())));
    }

    /// Whether the named key signed exactly this type and payload.
    public boolean verified() {
        return key.verifies(pae(payloadType, payload.array()), signature);
    }

    /// DSSE's pre-authentication encoding: `DSSEv1 SP LEN(type) SP type SP LEN(body) SP body`.
    public static byte[] pae(String payloadType, byte[] payload) {
        var type = payloadType.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        out.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(type);
        out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
