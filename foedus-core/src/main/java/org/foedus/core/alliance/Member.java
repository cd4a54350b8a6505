package org.foedus.core.alliance;

import java.time.Instant;
import org.foedus.core.signature.PublicKey;
import org.pcollections.TreePMap;

/// An organisation of the alliance.
///
/// @param key its organisation key: signs applications, votes, mandates, delegations
/// @param nodes the node keys that it delegated
/// @param status whether it still belongs
public record Member(
        MemberId id,
        String legalName,
        String country,
        MemberClass memberClass,
        PublicKey key,
        TreePMap<NodeId, PublicKey> nodes,
        Instant since,
        Status status) {
    public static final int MAX_LEGAL_NAME = 160;
    public static final int MAX_NODES = 64;

    public boolean active() {
        return status == Status.ACTIVE;
    }

    Member left() {
        return new Member(id, legalName, country, memberClass, key, nodes, since, Status.LEFT);
    }

    /// Whether a member still belongs.
    public enum Status {
        ACTIVE,
        LEFT
    }
}
