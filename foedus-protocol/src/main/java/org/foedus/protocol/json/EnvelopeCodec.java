package org.foedus.protocol.json;

import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;

/// Envelopes in DSSE's JSON form, with exactly one signature; `keyid` is the public key itself.
public final class EnvelopeCodec {
    /// Base64 of the largest payload, a signature and the names around them.
    public static final int MAX_BYTES = Envelope.MAX_PAYLOAD_BYTES * 4 / 3 + 1024;

    private EnvelopeCodec() {}

    /// The JSON form; names as DSSE has them.
    record Dsse(
            @com.fasterxml.jackson.annotation.JsonProperty("payloadType") String payloadType,
            Bytes payload,
            List<DsseSignature> signatures) {}

    record DsseSignature(PublicKey keyid, Bytes sig) {}

    static Dsse form(Envelope envelope) {
        return new Dsse(
                envelope.payloadType(),
                envelope.payload(),
                List.of(new DsseSignature(envelope.key(), envelope.signature())));
    }

    static Envelope of(Dsse form) {
        if (form.signatures().size() != 1) {
            throw new FoedusException(ErrorCode.BAD_FORMAT, "expected exactly one signature");
        }
        var signature = form.signatures().getFirst();
        return new Envelope(form.payloadType(), form.payload(), signature.keyid(), signature.sig());
    }

    public static byte[] write(Envelope envelope) {
        return Json.write(form(envelope));
    }

    /// Reads an envelope; the signature is not checked.
    public static Envelope read(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new FoedusException(
                    ErrorCode.TOO_LARGE, "an envelope has at most " + MAX_BYTES + " bytes");
        }
        return of(Json.read(json, Dsse.class));
    }
}
