package org.foedus.core.claim;

import java.time.Instant;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Sha256;

/// What a member said about an application or a proposal.
///
/// @param text digest of the body with the text, which members may read
public record Remark(MemberId by, Instant at, Sha256 text) {}
