package org.foedus.cli;

import java.util.List;
import org.foedus.cli.alliance.Access;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.foedus.protocol.form.Difference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// Reading proposals, and taking one's own back.
final class ProposalCommands {
    private static final String FIELDS =
            "(proposal, kind, title, by, at, outcome, yes, no, abstain, out, electorate, opened,"
                    + " closes, extensions, quorum, majority";

    private ProposalCommands() {}

    /// `foedus proposals`.
    @Command(
            name = "proposals",
            description = "List what was put to the vote.",
            footerHeading = "%nExample:%n",
            footer = {"  foedus proposals --open", "%nWith --json:", "  proposal? " + FIELDS + ")"})
    static final class Proposals implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(names = "--open", description = "only those whose vote is open")
        private boolean open;

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var output = globals.output();
                var table = new Table("PROPOSAL", "KIND", "OUTCOME", "VOTE", "ENDS", "TITLE");
                for (var proposal : by.state().proposals().values()) {
                    if (open && !proposal.open()) {
                        continue;
                    }
                    table.row(
                            proposal.id(),
                            Phrase.words(proposal.matter().kind()),
                            Phrase.words(proposal.outcome()),
                            proposal.poll().basis(),
                            Phrase.minute(proposal.ended().orElse(proposal.poll().closes())),
                            proposal.title());
                    output.event("proposal", fields -> fill(fields, proposal));
                }
                table.say(output, open ? "no open proposal" : "no proposals");
            }
        }
    }

    private static void fill(ObjectNode fields, Proposal proposal) {
        var poll = proposal.poll();
        var tally = poll.tally();
        fields.put("proposal", proposal.id().value())
                .put("kind", Phrase.label(proposal.matter().kind()))
                .put("title", proposal.title())
                .put("by", proposal.by().value())
                .put("at", proposal.at().toString())
                .put("outcome", Phrase.label(proposal.outcome()))
                .put("yes", tally.yes())
                .put("no", tally.no())
                .put("abstain", tally.abstain())
                .put("out", tally.out())
                .put("electorate", tally.electorate())
                .put("opened", poll.opened().toString())
                .put("closes", poll.closes().toString())
                .put("extensions", poll.extensions())
                .put("quorum", poll.quorum().toString())
                .put("majority", poll.rule().majority().toString());
    }

    /// `foedus proposal`.
    @Command(
            name = "proposal",
            description =
                    "Read a proposal, take your own back, or stop one that would replace your key.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            subcommands = {Show.class, Withdraw.class, ProposalStop.class})
    static final class One {}

    private static Proposal find(AllianceState state, String id) {
        var wanted = new ProposalId(id);
        var proposal = state.proposals().get(wanted);
        if (proposal == null) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND, "there is no proposal " + wanted + ": foedus proposals");
        }
        return proposal;
    }

    /// `foedus proposal show`.
    @Command(
            name = "show",
            description =
                    "Show a proposal: what it would do, by which rule it is decided, who may vote"
                            + " and who voted what, and the comments.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus proposal show suspend-india",
                "%nWith --json:",
                "  proposal "
                        + FIELDS
                        + ", matter, text, basis, rule, changes, new_key?, fingerprint?,"
                        + " stopped_by?)",
                "  vote? (member, choice)",
                "  comment? (by, at, text?)"
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "PROPOSAL", description = "the proposal's id")
        private String id = "";

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var proposal = find(by.state(), id);
                var output = globals.output();
                var text = by.texts().text(proposal);
                var changes = changes(by.state(), by.texts().matter(proposal));
                say(output, proposal, text, by.texts().matter(proposal), changes);
                output.event(
                        "proposal",
                        fields -> {
                            fill(fields, proposal);
                            fields.put("matter", MatterText.of(proposal.matter()))
                                    .put("text", text)
                                    .put("basis", proposal.poll().basis())
                                    .put("rule", MatterText.of(proposal.poll().rule()));
                            if (proposal.matter() instanceof Matter.Recover m) {
                                fields.put("new_key", m.key().hex())
                                        .put("fingerprint", m.key().spoken());
                            }
                            proposal.poll().objection().ifPresent(e -> fields.put("stopped_by", e));
                            var list = fields.putArray("changes");
                            changes.forEach(l -> list.add(l.marked()));
                        });
                PollText.votes(output, proposal.poll(), proposal.ended());
                PollText.comments(by, output, proposal.remarks());
            }
        }

        /// What a charter would change, while the one that it would replace is in force.
        private static List<Difference.Line> changes(AllianceState state, Matter matter) {
            return matter instanceof Matter.Amend m && m.replaces() == state.charterVersion()
                    ? Difference.of(words(state.rules()), words(m.charter())).near(0).lines()
                    : List.of();
        }

        private static List<String> words(Charter charter) {
            return CharterText.lines(charter).stream().map(CharterText.Line::text).toList();
        }

        private static void say(
                Output output,
                Proposal proposal,
                String text,
                Matter matter,
                List<Difference.Line> changes) {
            output.say("proposal   " + proposal.id() + ": " + proposal.title());
            output.say("matter     " + MatterText.of(proposal.matter()));
            output.say("put by     " + proposal.by() + ", " + Phrase.minute(proposal.at()));
            output.say("outcome    " + Phrase.words(proposal.outcome()));
            proposal.poll()
                    .objection()
                    .ifPresent(e ->
                            output.say(
                                    "stopped    by entry "
                                            + e
                                            + ": the key that it would replace signed that"));
            output.say("rule       " + MatterText.of(proposal.poll().rule()));
            if (!text.equals(proposal.title())) {
                output.say("");
                text.lines().forEach(line -> output.say("  " + line));
                output.say("");
            }
            switch (matter) {
                case Matter.Amend m -> {
                    words(m.charter()).forEach(l -> output.say("  new        " + l));
                    if (!changes.isEmpty()) {
                        output.say("");
                        output.say("what changes");
                        changes.forEach(l -> output.say("  " + l.marked()));
                    }
                }
                case Matter.Issue m ->
                        m.instruction().text().lines().forEach(l -> output.say("  " + l));
                case Matter.Recover m -> MatterText.compare(m).forEach(output::say);
                case Matter.Suspend _,
                        Matter.Reinstate _,
                        Matter.Expel _,
                        Matter.Release _,
                        Matter.Federate _,
                        Matter.Resolve _ -> {
                    // the matter says it all
                }
            }
        }
    }

    /// `foedus proposal withdraw`.
    @Command(
            name = "withdraw",
            description = "Take back a proposal that you put and that is not decided.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus proposal withdraw suspend-india --reason \"it was settled\"",
                "%nWith --json:",
                "  withdrawn (proposal, reason)"
            })
    static final class Withdraw implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "PROPOSAL", description = "the proposal's id")
        private String id = "";

        @Option(names = "--reason", required = true, description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            var wanted = new ProposalId(id);
            try (var by = Access.signing(globals.home())) {
                by.submit(h -> new VotingClaim.WithdrawProposal(h, wanted, reason), List.of());
                globals.output().say("withdrawn " + wanted);
                globals.output()
                        .event(
                                "withdrawn",
                                fields ->
                                        fields.put("proposal", wanted.value())
                                                .put("reason", reason));
            }
        }
    }
}
