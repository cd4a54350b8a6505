package org.foedus.sim;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.entry.Entry;
import org.foedus.core.round.WorkItem;
import org.foedus.core.run.RunId;

/// Counts for itself who said that it can't train, and until when: nobody is asked before.
final class Ability {
    private final Map<String, Instant> cant = new TreeMap<>();

    private static String key(RunId run, String node) {
        return run + "/" + node;
    }

    void said(Claim.Readiness c, String node) {
        if (c.able()) {
            cant.remove(key(c.run(), node));
        } else {
            cant.put(key(c.run(), node), Instant.MAX);
        }
    }

    void declined(Claim.WorkDeclined c) {
        if (c.work().kind() == WorkItem.Kind.TRAIN) {
            c.unable()
                    .ifPresent(u ->
                            cant.put(
                                    key(c.work().run(), c.work().node().value()),
                                    u.until().orElse(Instant.MAX)));
        }
    }

    void done(Claim.WorkDone c) {
        if (c.work().kind() == WorkItem.Kind.TRAIN) {
            cant.remove(key(c.work().run(), c.work().node().value()));
        }
    }

    boolean mayBeAsked(Entry.RoundOpened e, NodeId node) {
        return !e.at().isBefore(cant.getOrDefault(key(e.run(), node.value()), Instant.MIN));
    }
}
