package org.foedus.cli;

import java.util.Locale;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.run.ConsentState;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `foedus run show`.
@Command(
        name = "show",
        description = "Show where a run stands: its rounds, who consented, what it waits for.",
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus run show run-1",
            "%nWith --json:",
            "  run (run, status, reason?, published, rounds, mandate, plan_digest, model, "
                    + "consents [node, decision, by])",
            "  round? (run, round, published, version?, versions, accuracy?, loss?, reason?, "
                    + "missing [node, why])",
            "  waiting? (run, why, absent [node, why])"
        })
final class RunShowCommand implements Runnable {
    @Mixin private Globals globals = new Globals();

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "default: the newest run")
    private Optional<String> id = Optional.empty();

    @Override
    public void run() {
        try (var by = Access.of(globals.home())) {
            var output = globals.output();
            var run = RunCommand.find(by.state(), id);
            say(output, run);
            var now = WallClock.real().instant();
            for (var round : run.rounds().values()) {
                if (RoundText.settled(run, round, now)) {
                    output.say(RoundText.line(run, round));
                    output.event("round", fields -> RoundText.put(fields, run, round));
                }
            }
            if (run.active()) {
                var waiting = Waiting.of(by, run, now);
                output.say("now         " + waiting.text());
                output.event("waiting", fields -> waiting.put(fields, run));
            }
        }
    }

    private static void say(Output output, Run run) {
        var why = reason(run);
        output.say("run         " + run.id() + ", started by " + run.startedBy());
        output.say("status      " + run.status().label() + why.map(w -> ": " + w).orElse(""));
        output.say("versions    " + run.published() + "/" + run.plan().rounds());
        output.say("mandate     " + run.plan().mandate());
        output.say("plan        " + run.planDigest());
        output.say("model       " + run.model());
        run.consents()
                .forEach((node, consent) ->
                        output.say(
                                "consent     "
                                        + node
                                        + ": "
                                        + decision(consent)
                                        + " by "
                                        + consent.by()));
        output.event(
                "run",
                fields -> {
                    fields.put("run", run.id().value()).put("status", run.status().label());
                    why.ifPresent(w -> fields.put("reason", w));
                    fields.put("published", run.published())
                            .put("rounds", run.plan().rounds())
                            .put("mandate", run.plan().mandate().value())
                            .put("plan_digest", run.planDigest().hex())
                            .put("model", run.model().hex());
                    var consents = fields.putArray("consents");
                    run.consents()
                            .forEach((node, consent) ->
                                    consents.addObject()
                                            .put("node", node.value())
                                            .put("decision", decision(consent))
                                            .put("by", consent.by()));
                });
    }

    private static String decision(ConsentState consent) {
        return consent.decision().name().toLowerCase(Locale.ROOT);
    }

    /// Why a run ended before its time.
    static Optional<String> reason(Run run) {
        return switch (run.status()) {
            case RunStatus.Failed f -> Optional.of(f.reason());
            case RunStatus.Stopped s -> Optional.of(s.reason());
            case RunStatus.Active _, RunStatus.Finished _ -> Optional.empty();
        };
    }
}
