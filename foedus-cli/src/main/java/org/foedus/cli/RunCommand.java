package org.foedus.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Launching;
import org.foedus.cli.alliance.Models;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Party;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.portal.state.EntryViews;
import org.foedus.protocol.form.PlanForm;
import org.foedus.protocol.json.EntryCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus run`.
@Command(
        name = "run",
        description = "Start, watch, show, compare, list and stop runs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.Start.class,
            RunWatchCommand.class,
            RunShowCommand.class,
            RunCompareCommand.class,
            RunCommand.ListAll.class,
            RunCommand.Logs.class,
            RunCommand.Stop.class
        })
final class RunCommand {
    /// `foedus run start`.
    @Command(
            name = "start",
            description = "Start a run under a mandate that you lead: uploads the initial weights.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus run start plan.yaml --run clothes-1 --home ./brazil",
                "  foedus run start plan.yaml --set training.learning_rate=0.1 --set rounds=5",
                "  foedus run start plan.yaml --run clothes-2 --from clothes-1@20",
                "%nWith --json:",
                "  run-started (run, plan_digest, initial_model)"
            })
    static final class Start implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "PLAN", description = "the plan (docs/reference/run-plan.md)")
        private Path file = Path.of("");

        @Option(names = "--run", description = "the run's id (default: run-1, run-2, …)")
        private Optional<String> run = Optional.empty();

        @Option(
                names = "--set",
                paramLabel = "FIELD=VALUE",
                description =
                        "another value than the plan has, such as training.steps=40; may be"
                                + " repeated")
        private List<String> changes = List.of();

        @Option(
                names = "--from",
                paramLabel = "RUN[@VERSION]",
                description =
                        "begin with a model that another run published (default: weights drawn"
                                + " from the plan's seed)")
        private Optional<String> from = Optional.empty();

        @Override
        public void run() {
            var plan = PlanForm.read(file.toString(), Inputs.form(file), changes);
            try (var by = signing.open(globals)) {
                var id = run.map(RunId::new).orElseGet(() -> Launching.freeId(by));
                var started =
                        from.map(f -> Launching.start(by, id, plan, version(by.state(), f)))
                                .orElseGet(() -> Launching.start(by, id, plan));
                var output = globals.output();
                output.say("started " + id + ", plan " + started.planDigest());
                output.progress("Watch it: foedus run watch " + id);
                output.event(
                        "run-started",
                        fields ->
                                fields.put("run", id.value())
                                        .put("plan_digest", started.planDigest().hex())
                                        .put("initial_model", started.initialModel().hex()));
            }
        }
    }

    /// `RUN` for the newest model of a run, `RUN@VERSION` for another.
    private static Models.Version version(AllianceState state, String text) {
        int at = text.indexOf('@');
        var run = find(state, Optional.of(at < 0 ? text : text.substring(0, at)));
        if (at < 0) {
            return Models.newest(run);
        }
        try {
            return Models.version(run, Integer.parseInt(text.substring(at + 1)));
        } catch (NumberFormatException e) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "--from: expected RUN or RUN@VERSION such as clothes-1@20, found " + text,
                    e);
        }
    }

    /// `foedus run list`.
    @Command(
            name = "list",
            description = "List the runs.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus run list --json",
                "%nWith --json:",
                "  run (run, status, published, rounds, mandate, plan_digest, model)"
            })
    static final class ListAll implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var output = globals.output();
                for (var run : by.state().runs().values()) {
                    output.say(
                            "%-16s %-9s %3d/%d rounds  %-8s mandate %s"
                                    .formatted(
                                            run.id(),
                                            run.status().label(),
                                            run.published(),
                                            run.plan().rounds(),
                                            run.plan().model().architecture(),
                                            run.plan().mandate()));
                    output.event(
                            "run",
                            fields ->
                                    fields.put("run", run.id().value())
                                            .put("status", run.status().label())
                                            .put("published", run.published())
                                            .put("rounds", run.plan().rounds())
                                            .put("mandate", run.plan().mandate().value())
                                            .put("plan_digest", run.planDigest().hex())
                                            .put("model", run.model().hex()));
                }
            }
        }
    }

    /// `foedus run logs`.
    @Command(
            name = "logs",
            description = "Print what the ledger says of a run, a line an entry.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus run logs run-1",
                "%nWith --json:",
                "  entry (index, at, kind, by, text)"
            })
    static final class Logs implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "RUN", description = "the run's id")
        private String id = "";

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var state = by.state();
                var run = find(state, Optional.of(id)).id();
                var output = globals.output();
                by.eachLine((line, index) -> say(output, state, run, index, line));
            }
        }

        private static void say(
                Output output, AllianceState state, RunId run, long index, Bytes line) {
            var entry = EntryCodec.read(line);
            if (!about(entry).filter(run::equals).isPresent()) {
                return;
            }
            var signer =
                    entry instanceof Entry.Claimed claimed
                            ? Optional.ofNullable(state.parties().get(claimed.envelope().key()))
                                    .map(Party::label)
                            : Optional.<String>empty();
            var text = EntryViews.text(entry);
            output.say("%6d %s %-14s %s".formatted(index, entry.at(), signer.orElse("hub"), text));
            output.event(
                    "entry",
                    fields ->
                            fields.put("index", index)
                                    .put("at", entry.at().toString())
                                    .put("kind", EntryCodec.type(entry))
                                    .put("by", signer.orElse("hub"))
                                    .put("text", text));
        }

        private static Optional<RunId> about(Entry entry) {
            return switch (entry) {
                case Entry.RoundOpened e -> Optional.of(e.run());
                case Entry.RoundClosed e -> Optional.of(e.run());
                case Entry.RoundPublished e -> Optional.of(e.run());
                case Entry.RoundFailed e -> Optional.of(e.run());
                case Entry.RunFinished e -> Optional.of(e.run());
                case Entry.RunFailed e -> Optional.of(e.run());
                case Entry.WorkRefused e -> Optional.of(e.work().run());
                case Entry.UpdatesDropped e -> Optional.of(e.run());
                case Entry.Claimed e -> about(e.claim());
                case Entry.Founded _,
                        Entry.HubAddresses _,
                        Entry.Admitted _,
                        Entry.Rejected _,
                        Entry.VoteOpened _,
                        Entry.VoteExtended _,
                        Entry.Decided _,
                        Entry.Recovered _,
                        Entry.BodyErased _ ->
                        Optional.empty();
            };
        }

        private static Optional<RunId> about(Claim claim) {
            return switch (claim) {
                case Claim.StartRun c -> Optional.of(c.run());
                case Claim.StopRun c -> Optional.of(c.run());
                case Claim.Consent c -> Optional.of(c.run());
                case Claim.WorkDone c -> Optional.of(c.work().run());
                case Claim.WorkDeclined c -> Optional.of(c.work().run());
                case Claim.Readiness c -> Optional.of(c.run());
                case Claim.Invite _,
                        Claim.Apply _,
                        Claim.Vote _,
                        Claim.PublishMandate _,
                        Claim.ConfirmRecovery _,
                        Claim.Leave _,
                        MembershipClaim _,
                        VotingClaim _,
                        PartnershipClaim _,
                        MandateClaim _,
                        CommuniqueClaim _ ->
                        Optional.empty();
            };
        }
    }

    /// `foedus run stop`.
    @Command(
            name = "stop",
            description = "Stop a run under a mandate that you lead.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus run stop run-1 --reason \"wrong learning rate\"",
                "%nWith --json:",
                "  run-stopped (run)"
            })
    static final class Stop implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "RUN", description = "the run's id")
        private String id = "";

        @Option(names = "--reason", required = true, description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            try (var by = signing.open(globals)) {
                Launching.stop(by, new RunId(id), reason);
                globals.output().say("stopped " + id);
                globals.output().event("run-stopped", fields -> fields.put("run", id));
            }
        }
    }

    /// The run called `id`, or the one started last.
    static Run find(AllianceState state, Optional<String> id) {
        var found =
                id.isPresent()
                        ? Optional.ofNullable(state.runs().get(new RunId(id.get())))
                        : state.runs().values().stream()
                                .max(java.util.Comparator.comparing(Run::startedAt));
        return found.orElseThrow(() ->
                new FoedusException(
                        ErrorCode.NOT_FOUND,
                        "there is no run " + id.orElse("") + ": foedus run list"));
    }
}
