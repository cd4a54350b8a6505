package org.foedus.protocol.json;

import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;

/// Claims as the payload of envelopes.
public final class ClaimCodec {
    private static final Tagged<Claim> CLAIMS = Tagged.family(Claim.class);

    private ClaimCodec() {}

    public static Bytes write(Claim claim) {
        return Bytes.of(Json.write(CLAIMS.write(claim)));
    }

    public static Envelope sign(Claim claim, Signer signer) {
        return Envelope.sign(Envelope.CLAIM, write(claim), signer);
    }

    /// Reads the claim in an envelope of the claim type. A run's plan digest must be that of its
    /// plan.
    public static Claim read(Envelope envelope) {
        if (!envelope.payloadType().equals(Envelope.CLAIM)) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT, "expected a payload of type " + Envelope.CLAIM);
        }
        if (envelope.payload().length() > Envelope.MAX_PAYLOAD_BYTES) {
            throw new FoedusException(
                    ErrorCode.TOO_LARGE,
                    "a claim has at most " + Envelope.MAX_PAYLOAD_BYTES + " bytes");
        }
        var claim = CLAIMS.read(Json.tree(envelope.payload().array()));
        if (claim instanceof Claim.StartRun start
                && !planDigest(start.plan()).equals(start.planDigest())) {
            throw new FoedusException(
                    ErrorCode.DIGEST_MISMATCH, "plan_digest is not the digest of the plan");
        }
        return claim;
    }

    /// The type of a claim that this release does not know.
    static Optional<String> unknownType(Bytes payload) {
        return CLAIMS.unknown(Json.tree(payload.array()));
    }

    /// The name of a claim's type, for people and logs.
    public static String type(Claim claim) {
        return CLAIMS.tag(claim);
    }

    /// SHA-256 of the plan's canonical bytes: what a node consents to.
    public static Sha256 planDigest(RunPlan plan) {
        return Sha256.of(Json.write(plan));
    }
}
