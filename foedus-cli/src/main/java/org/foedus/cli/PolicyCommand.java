package org.foedus.cli;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.cel.Cel;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.OwnLedger;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.policy.Request;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.node.home.NodeHome;
import org.foedus.protocol.form.PlanForm;
import org.foedus.protocol.form.PolicyForm;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `foedus policy`.
@Command(
        name = "policy",
        description = "See what a node's policy says, and why.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PolicyCommand.Check.class, PolicyCommand.Show.class})
final class PolicyCommand {
    private PolicyCommand() {}

    /// The policy of the node in `home`, or that of a file with the standing consents of the node,
    /// if there is one.
    private static NodePolicy policy(Path home, Optional<Path> file) {
        if (file.isEmpty()) {
            return NodeHome.open(home).policy();
        }
        var name = file.get().toString();
        var rules = PolicyForm.read(name, Inputs.form(file.get()), new Cel());
        return Access.holdsNode(home)
                ? rules.with(NodeHome.open(home).consents().standing())
                : rules;
    }

    /// `foedus policy check`.
    @Command(
            name = "check",
            description =
                    "Explain what the policy decides on a plan: every rule in order, whether it"
                            + " matches, and each comparison with the plan's values.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus policy check --run run-1",
                "  foedus policy check --policy new.yaml --plan plan.yaml --lead brazil",
                "%nWith --json:",
                "  rule? (by, effect, outcome, decides, expired, parts, why?)",
                "  decision (decision, why, data)"
            })
    static final class Check implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--policy",
                paramLabel = "FILE",
                description = "rules (default: policy.yaml in the node's home)")
        private Optional<Path> policy = Optional.empty();

        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        /// Which plan: one of both.
        static final class Which {
            @Option(names = "--plan", paramLabel = "FILE", description = "a plan, as for run start")
            private @Nullable Path plan;

            @Option(names = "--run", paramLabel = "RUN", description = "a run of the alliance")
            private @Nullable String run;
        }

        @Option(
                names = "--lead",
                paramLabel = "MEMBER",
                description = "lead of the plan's mandate (default: as the ledger here says)")
        private Optional<String> lead = Optional.empty();

        @Option(
                names = "--started-by",
                paramLabel = "MEMBER",
                description = "who starts the run (default: the lead)")
        private Optional<String> startedBy = Optional.empty();

        @Option(
                names = "--at",
                paramLabel = "TIME",
                description = "local time to judge at, such as 2027-03-30T22:30 (default: now)")
        private Optional<String> at = Optional.empty();

        @Override
        public void run() {
            var home = globals.home();
            var rules = policy(home, policy);
            var request = request(home);
            var explanation = rules.explain(request);
            var data = objections(home, request);
            var output = globals.output();
            Explained.say(output, explanation);
            Explained.tell(output, explanation);
            var decision = Explained.decision(explanation.decision());
            output.say("decision: " + decision);
            data.forEach(d -> output.say("data:     " + d));
            boolean permits = explanation.decision() instanceof NodePolicy.Permit;
            if (permits && !data.isEmpty()) {
                output.say("          so the plan is refused: the data is not for it");
            }
            output.event(
                    "decision",
                    fields -> {
                        fields.put("decision", word(explanation.decision())).put("why", decision);
                        data.forEach(fields.putArray("data")::add);
                    });
        }

        private static String word(NodePolicy.Decision decision) {
            return switch (decision) {
                case NodePolicy.Permit _ -> "permit";
                case NodePolicy.Refuse _ -> "refuse";
                case NodePolicy.Review _ -> "review";
            };
        }

        private static List<String> objections(Path home, Request request) {
            if (!Access.holdsNode(home)) {
                return List.of();
            }
            var node = NodeHome.open(home);
            return node.datasets().objections(request, node.settings().node());
        }

        private Request request(Path home) {
            var plan = which.plan;
            return plan == null ? ofRun(home) : ofPlan(home, plan);
        }

        private Request ofRun(Path home) {
            var id = new RunId(String.valueOf(which.run));
            try (var own = OwnLedger.open(home, false)) {
                own.trouble()
                        .ifPresent(t ->
                                globals.output()
                                        .progress("by the ledger as it is here: " + t.reason()));
                var state = own.mirror().state();
                return Optional.ofNullable(state.runs().get(id))
                        .flatMap(r -> Request.of(state, r, when()))
                        .orElseThrow(() ->
                                new FoedusException(
                                        ErrorCode.NOT_FOUND,
                                        "no run " + id + ": foedus run list shows them"));
            }
        }

        private Request ofPlan(Path home, Path file) {
            var plan = PlanForm.read(file.toString(), Inputs.form(file));
            boolean told = lead.isPresent() && plan.partnership().isEmpty();
            if (told || !Access.holdsNode(home)) {
                return request(plan, Optional.empty());
            }
            try (var own = OwnLedger.open(home, true)) {
                return request(plan, Optional.of(own.mirror().state()));
            }
        }

        private Request request(RunPlan plan, Optional<AllianceState> state) {
            var leads =
                    lead.map(MemberId::new)
                            .or(() ->
                                    state.flatMap(s ->
                                                    Optional.ofNullable(
                                                            s.mandates().get(plan.mandate())))
                                            .map(m -> m.lead()))
                            .orElseThrow(() ->
                                    new FoedusException(
                                            ErrorCode.NOT_FOUND,
                                            "the ledger here has no mandate "
                                                    + plan.mandate()
                                                    + ": name its lead with --lead MEMBER"));
            var partners =
                    plan.partnership()
                            .flatMap(p -> state.map(s -> s.partners(p)))
                            .orElseGet(TreeSet::new);
            return new Request(
                    plan, leads, startedBy.map(MemberId::new).orElse(leads), partners, when());
        }

        private ZonedDateTime when() {
            var zone = ZoneId.systemDefault();
            if (at.isEmpty()) {
                return WallClock.real().instant().atZone(zone);
            }
            try {
                return LocalDateTime.parse(at.get()).atZone(zone);
            } catch (DateTimeParseException e) {
                throw new FoedusException(
                        ErrorCode.BAD_REQUEST,
                        "--at: expected a local time such as 2027-03-30T22:30, found '"
                                + at.get()
                                + "'",
                        e);
            }
        }
    }

    /// `foedus policy show`.
    @Command(
            name = "show",
            description = "Say the rules, the standing consents and who may use which data.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus policy show --home ./italy",
                "%nWith --json:",
                "  rule? (name, effect, when, words, why?)",
                "  standing? (name, when, words, until, expired)",
                "  dataset? (name, words)",
                "  default (effect)"
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--policy",
                paramLabel = "FILE",
                description = "rules (default: policy.yaml in the node's home)")
        private Optional<Path> policy = Optional.empty();

        @Override
        public void run() {
            var home = globals.home();
            var shown = policy(home, policy);
            int number = 1;
            for (var rule : shown.rules()) {
                say(number++, rule);
            }
            StandingWords.sayAll(globals.output(), shown.standing(), WallClock.real().instant());
            if (Access.holdsNode(home)) {
                var datasets = NodeHome.open(home).datasets();
                datasets.permissions().forEach((name, permission) -> say(name, permission.words()));
            }
            globals.output().say("Otherwise the plan waits for you: foedus node review");
            globals.output().event("default", fields -> fields.put("effect", "review"));
        }

        private void say(int number, NodePolicy.Rule rule) {
            var verb =
                    switch (rule.effect()) {
                        case PERMIT -> "permits";
                        case REFUSE -> "refuses";
                        case REVIEW -> "leaves to you";
                    };
            var why = rule.why().isEmpty() ? "" : ", saying: " + rule.why();
            var output = globals.output();
            output.say(
                    "%2d. %s %s, if %s%s"
                            .formatted(number, rule.name(), verb, rule.when().words(), why));
            output.event(
                    "rule",
                    fields -> {
                        fields.put("name", rule.name())
                                .put("effect", rule.effect().name().toLowerCase(Locale.ROOT))
                                .put("when", rule.when().text())
                                .put("words", rule.when().words());
                        if (!rule.why().isEmpty()) {
                            fields.put("why", rule.why());
                        }
                    });
        }

        private void say(String dataset, String words) {
            globals.output().say("data " + dataset + ": for " + words);
            globals.output()
                    .event("dataset", fields -> fields.put("name", dataset).put("words", words));
        }
    }
}
