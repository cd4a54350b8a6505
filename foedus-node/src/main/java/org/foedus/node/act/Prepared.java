package org.foedus.node.act;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.ledger.Body;
import org.foedus.portal.act.Draft;
import org.foedus.portal.act.Holder;

/// What is about to be signed: its bytes are fixed.
///
/// @param payload exactly what the key signs
/// @param body that goes beside it
/// @param expires until when it may be confirmed
/// @param anew the same claim with another header
public record Prepared(
        Draft draft,
        Holder holder,
        Claim claim,
        Bytes payload,
        Optional<Body> body,
        Instant expires,
        Function<Claim.Header, Claim> anew) {}
