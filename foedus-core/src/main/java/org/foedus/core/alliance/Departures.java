package org.foedus.core.alliance;

import java.time.Instant;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.pcollections.TreePMap;

/// What becomes of the partnerships of a member that is gone.
final class Departures {
    private Departures() {}

    static TreePMap<PartnershipId, Partnership> from(
            TreePMap<PartnershipId, Partnership> all, MemberId member, Instant at) {
        var left = all;
        for (var p : all.values()) {
            if (p.ended().isEmpty() && p.members().contains(member)) {
                left = left.plus(p.id(), p.leftBy(member, at));
            }
        }
        return left;
    }
}
