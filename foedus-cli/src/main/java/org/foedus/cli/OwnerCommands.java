package org.foedus.cli;

import java.time.ZoneId;
import java.util.Locale;
import java.util.function.BiFunction;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.node.agent.Owner;
import org.foedus.node.home.NodeHome;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.protocol.api.Api;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What the owner of a node decides: `foedus node review | approve | refuse | withdraw | log`.
final class OwnerCommands {
    private OwnerCommands() {}

    /// `foedus node review`.
    @Command(
            name = "review",
            description = "Show the plans that ask for consent, and what the policy says of each.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node review --home ./italy",
                "%nWith --json:",
                "  plan (run, started_by, mandate, purpose, rounds, steps, architecture, "
                        + "dataset, initial_model, cohort_min, reveals_updates, auditors, "
                        + "plan_digest, policy, "
                        + "consent, data, able, "
                        + "work [task, dataset, examples?, features?, classes?, held_back?, "
                        + "obstacle?], outside_hours_until?)"
            })
    static final class Review implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            var home = NodeHome.open(globals.home());
            try (var by = Access.node(home)) {
                by.state();
                var output = globals.output();
                var plans = owner(home, by).review();
                if (plans.isEmpty()) {
                    output.say("no run asks for consent");
                }
                plans.forEach(p -> say(output, p));
            }
        }

        private static void say(Output output, Owner.Plan asked) {
            var run = asked.run();
            var plan = run.plan();
            var consent =
                    asked.consent()
                            .map(c ->
                                    c.decision().name().toLowerCase(Locale.ROOT) + " by " + c.by())
                            .orElse("not given");
            var policy = Explained.decision(asked.policy().decision());
            output.say("run         " + run.id() + ", started by " + run.startedBy());
            output.say("mandate     " + asked.mandate().id() + ": " + asked.mandate().title());
            output.say("purpose     " + plan.purpose());
            output.say(
                    "asks for    "
                            + plan.rounds()
                            + " rounds of "
                            + plan.training().steps()
                            + " steps with "
                            + plan.model().architecture()
                            + " on your dataset "
                            + plan.dataset());
            output.say(
                    "starts from "
                            + run.initialModel()
                            + " ("
                            + run.modelBytes()
                            + " bytes), which the consent binds, too");
            output.say("cohort      " + cohort(plan.cohort()));
            output.say("leaves      the difference of weights, once a round; never the data");
            output.say(
                    "readers     the operator"
                            + (plan.auditors().isEmpty() ? "" : ", auditors " + plan.auditors()));
            output.say("policy      " + policy);
            Explained.sayDeciding(output, asked.policy());
            asked.data().forEach(d -> output.say("data        " + d));
            ProspectText.say(output, asked);
            output.say("consent     " + consent);
            output.say("plan        " + run.planDigest());
            output.say("");
            output.event(
                    "plan",
                    fields -> {
                        fields.put("run", run.id().value())
                                .put("started_by", run.startedBy().value())
                                .put("mandate", asked.mandate().id().value())
                                .put("purpose", plan.purpose())
                                .put("rounds", plan.rounds())
                                .put("steps", plan.training().steps())
                                .put("architecture", plan.model().architecture())
                                .put("dataset", plan.dataset())
                                .put("initial_model", run.initialModel().hex())
                                .put("cohort_min", plan.cohort().min())
                                .put("reveals_updates", plan.cohort().small());
                        var auditors = fields.putArray("auditors");
                        plan.auditors().forEach(a -> auditors.add(a.value()));
                        fields.put("plan_digest", run.planDigest().hex())
                                .put("policy", policy)
                                .put("consent", consent);
                        asked.data().forEach(fields.putArray("data")::add);
                        ProspectText.put(fields, asked.prospect());
                    });
        }
    }

    private static String cohort(RunPlan.Cohort cohort) {
        return switch (cohort.min()) {
            case 1 ->
                    "updates of 1 member at least: the new model minus the old one can be exactly"
                            + " your update, for everyone who reads the model (approve says"
                            + " --reveals-updates)";
            case 2 ->
                    "updates of 2 members at least: with two updates, the other member can compute"
                            + " yours exactly (approve says --reveals-updates)";
            default -> "updates of " + cohort.min() + " members at least";
        };
    }

    /// `foedus node approve`.
    @Command(
            name = "approve",
            description = "Consent to a run's plan, as the owner.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node approve run-1 --home ./italy",
                "  foedus node approve run-2 --reveals-updates",
                "  foedus node approve run-3 --although-unable",
                "%nWith --json:",
                "  consent (run, decision, index?)"
            })
    static final class Approve implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "RUN", description = "the run's id")
        private String run = "";

        @Option(
                names = "--reveals-updates",
                description =
                        "accept that another member can compute this node's update exactly, where"
                                + " the plan's cohort is that small: node review says so")
        private boolean revealsUpdates;

        @Option(
                names = "--although-unable",
                description =
                        "consent although this node can do none of the plan's work now: it is asked"
                                + " once its data fit")
        private boolean althoughUnable;

        @Override
        public void run() {
            decide(
                    globals,
                    run,
                    "granted",
                    (owner, id) -> owner.approve(id, revealsUpdates, althoughUnable));
        }
    }

    /// `foedus node refuse`.
    @Command(
            name = "refuse",
            description = "Refuse a run's plan, with a reason.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node refuse run-1 --reason \"not for this purpose\"",
                "%nWith --json:",
                "  consent (run, decision, index?)"
            })
    static final class Refuse implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "RUN", description = "the run's id")
        private String run = "";

        @Option(names = "--reason", required = true, description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            decide(globals, run, "refused", (owner, id) -> owner.refuse(id, reason));
        }
    }

    /// `foedus node withdraw`.
    @Command(
            name = "withdraw",
            description =
                    "Withdraw a consent: from the next close on nothing of this node is included.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node withdraw run-1 --reason \"the ethics board asks for a pause\"",
                "%nWith --json:",
                "  consent (run, decision, index?)"
            })
    static final class Withdraw implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "RUN", description = "the run's id")
        private String run = "";

        @Option(names = "--reason", required = true, description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            decide(globals, run, "withdrawn", (owner, id) -> owner.withdraw(id, reason));
        }
    }

    /// `foedus node log`.
    @Command(
            name = "log",
            description =
                    "Show what left this building: when, what, how many bytes, under which"
                            + " consent.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node log --home ./italy",
                "%nWith --json:",
                "  outgoing (at, what, to, bytes_out, bytes_in, outcome, run?, consent?, "
                        + "plan_digest?, sha256?, index?)"
            })
    static final class Log implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--last",
                defaultValue = "50",
                description = "how many lines (default: ${DEFAULT-VALUE})")
        private int last = 50;

        @Override
        public void run() {
            var home = NodeHome.open(globals.home());
            var output = globals.output();
            for (var sent : new OutgoingLog(home.outgoingFile()).newest(Math.max(1, last))) {
                output.say(
                        "%s %-22s %9d bytes out %9d in  %-10s %s"
                                .formatted(
                                        sent.at(),
                                        sent.what(),
                                        sent.bytesOut(),
                                        sent.bytesIn(),
                                        sent.outcome(),
                                        sent.consent().orElse("")
                                                + sent.plan()
                                                        .map(p -> " to plan " + p.shortHex())
                                                        .orElse("")));
                output.event(
                        "outgoing",
                        fields -> {
                            fields.put("at", sent.at().toString())
                                    .put("what", sent.what())
                                    .put("to", sent.to())
                                    .put("bytes_out", sent.bytesOut())
                                    .put("bytes_in", sent.bytesIn())
                                    .put("outcome", sent.outcome());
                            sent.run().ifPresent(r -> fields.put("run", r));
                            sent.consent().ifPresent(c -> fields.put("consent", c));
                            sent.plan().ifPresent(p -> fields.put("plan_digest", p.hex()));
                            sent.blob().ifPresent(b -> fields.put("sha256", b));
                            sent.index().ifPresent(i -> fields.put("index", i));
                        });
            }
        }
    }

    private static void decide(
            Globals globals,
            String run,
            String what,
            BiFunction<Owner, RunId, Api.ClaimAnswer> decision) {
        var home = NodeHome.open(globals.home());
        try (var by = Access.node(home)) {
            by.state();
            var answer = decision.apply(owner(home, by), new RunId(run));
            by.followPast(answer);
            var output = globals.output();
            output.say("consent to " + run + ": " + what);
            output.event(
                    "consent",
                    fields -> {
                        fields.put("run", run).put("decision", what);
                        answer.index().ifPresent(i -> fields.put("index", i));
                    });
        }
    }

    static Owner owner(NodeHome home, Access by) {
        return new Owner(home, by.mirror(), by.hub(), WallClock.real(), ZoneId.systemDefault());
    }
}
