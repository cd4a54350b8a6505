package org.foedus.cli;

import org.foedus.core.round.WorkItem;
import org.foedus.node.agent.Owner;
import org.foedus.node.dataset.DatasetCheck;
import org.foedus.node.decision.Prospect;
import tools.jackson.databind.node.ObjectNode;

/// What this node could do for a plan, in numbers.
final class ProspectText {
    private ProspectText() {}

    static void say(Output output, Owner.Plan asked) {
        var prospect = asked.prospect();
        for (var part : prospect.parts()) {
            part.found().ifPresent(found -> output.say("data        " + fits(part, found)));
            part.obstacle()
                    .filter(why -> !asked.data().contains(why))
                    .ifPresent(why ->
                            output.say("data        can't " + part.task().label() + ": " + why));
        }
        prospect.outside()
                .ifPresent(begin ->
                        output.say("hours       outside them now: training waits until " + begin));
        if (!prospect.serves()) {
            output.say(
                    "able        to none of the plan's work: approve says --although-unable, or"
                            + " mend that first");
        }
    }

    private static String fits(Prospect.Part part, DatasetCheck.Usable found) {
        return "can "
                + part.task().label()
                + ": dataset "
                + part.dataset()
                + ", examples: "
                + found.examples()
                + " of "
                + found.features()
                + " features, by class "
                + found.classes().text()
                + (part.task() == WorkItem.Kind.TRAIN
                        ? "; held back to validate: " + found.held()
                        : "");
    }

    static void put(ObjectNode fields, Prospect prospect) {
        fields.put("able", prospect.serves());
        var parts = fields.putArray("work");
        for (var part : prospect.parts()) {
            var node = parts.addObject();
            node.put("task", part.task().label()).put("dataset", part.dataset());
            part.found()
                    .ifPresent(found -> {
                        node.put("examples", found.examples()).put("features", found.features());
                        found.classes().counts().forEach(node.putArray("classes")::add);
                        if (part.task() == WorkItem.Kind.TRAIN) {
                            node.put("held_back", found.held());
                        }
                    });
            part.obstacle().ifPresent(why -> node.put("obstacle", why));
        }
        prospect.outside().ifPresent(t -> fields.put("outside_hours_until", t.toString()));
    }
}
