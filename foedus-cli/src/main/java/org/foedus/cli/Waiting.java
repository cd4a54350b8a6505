package org.foedus.cli;

import java.time.Instant;
import java.util.SortedMap;
import org.foedus.cli.alliance.Access;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.run.Absence;
import org.foedus.core.run.Conductor;
import org.foedus.core.run.Run;
import tools.jackson.databind.node.ObjectNode;

/// What a run waits for now, and for whom. Who consented and who said that it can't is in the
/// verified ledger; who can be reached is the hub's word.
record Waiting(String why, SortedMap<NodeId, Absence> absent) {
    static Waiting of(Access by, Run run, Instant now) {
        var activity = by.hub().activity(run.id());
        var nodes = by.mirror().state().nodes(run);
        return new Waiting(
                activity.waiting(), Conductor.absent(run, nodes, activity.reachable(), now));
    }

    String text() {
        var text = new StringBuilder(why);
        absent.forEach((node, absence) ->
                text.append("\n  ").append(node).append(": ").append(absence.text()));
        return text.toString();
    }

    void put(ObjectNode fields, Run run) {
        fields.put("run", run.id().value()).put("why", why);
        var nodes = fields.putArray("absent");
        absent.forEach((node, absence) ->
                nodes.addObject().put("node", node.value()).put("why", absence.text()));
    }
}
