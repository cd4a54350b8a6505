package org.foedus.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.foedus.cli.alliance.OwnLedger;
import org.foedus.core.error.ErrorCode;
import org.foedus.link.mirror.Alarm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `foedus alarms`.
@Command(
        name = "alarms",
        description =
                "Show what this machine caught the hub at: an entry that breaks the rules, two"
                        + " histories. While one stands, nothing is signed and nothing is trained"
                        + " for that hub. Exits with 1 while one stands.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  foedus alarms --home ./brazil",
            "  foedus alarms --acknowledge --home ./brazil",
            "%nWith --json:",
            "  alarms (alarms [kind, entry, entry_type, why, evidence, noticed, stands], standing)"
        })
final class AlarmsCommand implements Callable<Integer> {
    @Mixin private Globals globals = new Globals();

    @Option(
            names = "--acknowledge",
            description =
                    "you have seen them all: this machine goes on. The alarms are kept, and such a"
                            + " ledger is never called verified or cosigned here again")
    private boolean acknowledge;

    @Override
    public Integer call() {
        try (var own = OwnLedger.open(globals.home(), acknowledge)) {
            var mirror = own.mirror();
            if (acknowledge) {
                mirror.acknowledge();
            }
            var all = mirror.alarms();
            var standing = mirror.standing();
            var output = globals.output();
            for (var alarm : all) {
                output.say((standing.contains(alarm) ? "STANDS  " : "seen    ") + alarm.text());
                if (!alarm.evidence().isEmpty()) {
                    output.say("        evidence: " + alarm.evidence());
                }
            }
            if (all.isEmpty()) {
                output.say("none: the hub was caught at nothing");
            } else if (!standing.isEmpty() && !acknowledge) {
                output.say("Next: tell the other members, then foedus alarms --acknowledge");
            }
            output.event(
                    "alarms",
                    fields -> {
                        fill(fields.putArray("alarms"), all, standing);
                        fields.put("standing", standing.size());
                    });
            return standing.isEmpty() ? 0 : ErrorCode.HUB_BROKE_RULES.type().exitCode();
        }
    }

    static void fill(ArrayNode array, List<Alarm> all, List<Alarm> standing) {
        for (var alarm : all) {
            fill(array.addObject(), alarm, standing.contains(alarm));
        }
    }

    private static void fill(ObjectNode fields, Alarm alarm, boolean stands) {
        fields.put("kind", Phrase.label(alarm.kind()))
                .put("entry", alarm.entry())
                .put("entry_type", alarm.type())
                .put("why", alarm.why())
                .put("evidence", alarm.evidence())
                .put("noticed", alarm.noticed().toString())
                .put("stands", stands);
    }
}
