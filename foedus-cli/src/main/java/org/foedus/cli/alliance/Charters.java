package org.foedus.cli.alliance;

import java.time.Duration;
import org.foedus.core.alliance.Charter;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.protocol.json.EntryCodec;

/// The charters of an alliance, from the founders' on.
public final class Charters {
    private Charters() {}

    /// Version 1 is that of the founding entry, whose hash is the alliance's id; a later one is
    /// that of the amendment that brought it.
    public static Charter version(Access by, int version) {
        var state = by.state();
        if (version == state.charterVersion()) {
            return state.rules();
        }
        if (version == 1) {
            return founding(by);
        }
        return state.proposals().values().stream()
                .filter(p -> p.outcome() == Proposal.Outcome.PASSED)
                .map(Proposal::matter)
                .filter(m -> m instanceof Matter.Amend a && a.replaces() == version - 1)
                .map(m -> ((Matter.Amend) m).charter())
                .findFirst()
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.NOT_FOUND,
                                "there is no charter of version "
                                        + version
                                        + ": the one in force is version "
                                        + state.charterVersion()));
    }

    private static Charter founding(Access by) {
        var first = by.hub().entries(0, Duration.ZERO).getFirst();
        boolean verified =
                MerkleTree.leafHash(first.array()).equals(by.mirror().state().allianceId());
        if (verified && EntryCodec.read(first) instanceof Entry.Founded founded) {
            return founded.charter();
        }
        throw new FoedusException(
                ErrorCode.VERIFICATION_FAILED,
                "the hub gave another founding entry than the verified ledger has");
    }
}
