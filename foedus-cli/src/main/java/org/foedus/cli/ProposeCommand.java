package org.foedus.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Proposing;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.form.MandateForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus propose`.
@Command(
        name = "propose",
        description = "Put a question to the vote, as a voting member.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ProposeCommand.Suspend.class,
            ProposeCommand.Reinstate.class,
            ProposeCommand.Expel.class,
            ProposeCommand.Amend.class,
            ProposeCommand.Mandate.class,
            ProposeCommand.Release.class,
            ProposeCommand.Federate.class,
            ProposeCommand.Recover.class,
            ProposeCommand.Resolve.class
        })
final class ProposeCommand {
    private static final String JSON =
            "  proposed (proposal, kind, title, closes, electorate, outcome)";

    private ProposeCommand() {}

    /// What every proposal says of itself.
    static final class Question {
        @Option(
                names = "--id",
                description = "the proposal's id (default: what it is about, as suspend-india)")
        private Optional<String> id = Optional.empty();

        @Option(names = "--title", description = "one line (default: what it would do)")
        private Optional<String> title = Optional.empty();

        @Option(
                names = "--text",
                paramLabel = "TEXT|-",
                description = "why, for everyone to read; - for standard input")
        private Optional<String> text = Optional.empty();

        void put(Globals globals, Function<AllianceState, Matter> about) {
            var name = id.map(ProposalId::new);
            var why = text.map(Inputs::text);
            try (var by = Access.signing(globals.home())) {
                var matter = about.apply(by.state());
                var line = title.orElseGet(() -> MatterText.of(matter));
                var proposal = Proposing.put(by, name, line, why.orElse(line), matter);
                var output = globals.output();
                output.say("proposed " + proposal.id() + ": " + MatterText.of(matter));
                output.say(
                        proposal.open()
                                ? proposal.poll().electorate().size()
                                        + " may vote until "
                                        + Phrase.minute(proposal.poll().closes())
                                        + ": foedus vote "
                                        + proposal.id()
                                        + " yes"
                                : Phrase.words(proposal.outcome())
                                        + ": "
                                        + proposal.poll().basis());
                output.event(
                        "proposed",
                        fields ->
                                fields.put("proposal", proposal.id().value())
                                        .put("kind", Phrase.label(matter.kind()))
                                        .put("title", proposal.title())
                                        .put("closes", proposal.poll().closes().toString())
                                        .put("electorate", proposal.poll().electorate().size())
                                        .put("outcome", Phrase.label(proposal.outcome())));
            }
        }
    }

    /// What is proposed about one member.
    abstract static class AboutMember implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Question question = new Question();

        @Parameters(paramLabel = "MEMBER", description = "the member's id")
        private String member = "";

        abstract Matter about(MemberId member);

        @Override
        public void run() {
            var id = new MemberId(member);
            question.put(globals, _ -> about(id));
        }
    }

    /// `foedus propose suspend`.
    @Command(
            name = "suspend",
            description = "Propose that a member's rights rest. It does not vote on that itself.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus propose suspend india --text \"Its key was stolen.\" --home ./brazil",
                "%nWith --json:",
                JSON
            })
    static final class Suspend extends AboutMember {
        @Override
        Matter about(MemberId member) {
            return new Matter.Suspend(member);
        }
    }

    /// `foedus propose reinstate`.
    @Command(
            name = "reinstate",
            description = "Propose that a suspended member has its rights again.",
            footerHeading = "%nExample:%n",
            footer = {"  foedus propose reinstate india --home ./brazil", "%nWith --json:", JSON})
    static final class Reinstate extends AboutMember {
        @Override
        Matter about(MemberId member) {
            return new Matter.Reinstate(member);
        }
    }

    /// `foedus propose expel`.
    @Command(
            name = "expel",
            description = "Propose that a member is one no longer.",
            footerHeading = "%nExample:%n",
            footer = {"  foedus propose expel india --home ./brazil", "%nWith --json:", JSON})
    static final class Expel extends AboutMember {
        @Override
        Matter about(MemberId member) {
            return new Matter.Expel(member);
        }
    }

    /// `foedus propose amend`.
    @Command(
            name = "amend",
            description =
                    "Propose a new charter in the place of the one in force; look at it first with"
                            + " foedus charter check.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus propose amend --charter charter-2.yaml --home ./brazil",
                "%nWith --json:",
                JSON
            })
    static final class Amend implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Question question = new Question();

        @Option(
                names = "--charter",
                required = true,
                paramLabel = "FILE",
                description = "the whole new charter (docs/reference/charter.md)")
        private Path file = Path.of("");

        @Override
        public void run() {
            var charter = CharterForm.read(file.toString(), Inputs.form(file));
            question.put(globals, s -> new Matter.Amend(s.charterVersion(), charter));
        }
    }

    /// `foedus propose mandate`.
    @Command(
            name = "mandate",
            description =
                    "Propose a mandate to the vote: for who may not publish it by the charter, or"
                            + " wants the alliance behind it.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus propose mandate --file mandate.yaml --home ./brazil",
                "%nWith --json:",
                JSON
            })
    static final class Mandate implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Question question = new Question();

        @Option(
                names = "--file",
                required = true,
                paramLabel = "FILE",
                description = "the mandate (docs/reference/mandate.md)")
        private Path file = Path.of("");

        @Override
        public void run() {
            var now = WallClock.real().instant();
            var mandate = MandateForm.read(file.toString(), Inputs.form(file), now);
            question.put(globals, _ -> new Matter.Issue(mandate));
        }
    }

    /// `foedus propose release`.
    @Command(
            name = "release",
            description =
                    "Propose that more than its partners may read the models of a run. Who took"
                            + " part in it votes.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus propose release run-1 --to members --home ./brazil",
                "%nWith --json:",
                JSON
            })
    static final class Release implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Question question = new Question();

        @Parameters(paramLabel = "RUN", description = "the run's id")
        private String run = "";

        @Option(
                names = "--to",
                required = true,
                paramLabel = "members|public",
                completionCandidates = Words.Audiences.class,
                description = "who may read them then")
        private String audience = "";

        @Override
        public void run() {
            var id = new RunId(run);
            var to = Phrase.choose("--to", audience, Matter.Audience.values());
            question.put(globals, _ -> new Matter.Release(id, to));
        }
    }

    /// `foedus propose federate`.
    @Command(
            name = "federate",
            description = "Propose that the alliance federates with another one.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus propose federate \"Alliance of Three Seas\" --home ./brazil",
                "%nWith --json:",
                JSON
            })
    static final class Federate implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Question question = new Question();

        @Parameters(paramLabel = "NAME", description = "the other alliance's name")
        private String alliance = "";

        @Override
        public void run() {
            question.put(globals, _ -> new Matter.Federate(alliance));
        }
    }

    /// `foedus propose recover`.
    @Command(
            name = "recover",
            description =
                    "Propose another organisation key for a member that lost its own. Make sure by"
                            + " a way outside the hub that the key is the member's. Two others must"
                            + " say yes, or one where the member's guardian agrees; it is decided"
                            + " at the close, and anything that the old key signs until then stops"
                            + " it.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus propose recover india --key 9f2c… --home ./brazil",
                "%nWith --json:",
                JSON
            })
    static final class Recover implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Question question = new Question();

        @Parameters(paramLabel = "MEMBER", description = "the member's id")
        private String member = "";

        @Option(
                names = "--key",
                required = true,
                paramLabel = "HEX",
                description = "the new public key, as foedus key new prints it")
        private String key = "";

        @Option(
                names = "--guardian",
                paramLabel = "BASE64",
                description =
                        "what the member's guardian signed (foedus key vouch), if it named one")
        private Optional<String> guardian = Optional.empty();

        @Override
        public void run() {
            var id = new MemberId(member);
            var next = new PublicKey(key);
            var proof = guardian.map(GuardianCommands::proof);
            question.put(globals, _ -> new Matter.Recover(id, next, proof));
        }
    }

    /// `foedus propose resolve`.
    @Command(
            name = "resolve",
            description = "Propose a resolution: nothing happens but what the text says.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus propose resolve --title \"We meet in Rome\" --text - --home ./italy"
                        + " < text.txt",
                "%nWith --json:",
                JSON
            })
    static final class Resolve implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Question question = new Question();

        @Override
        public void run() {
            question.put(globals, _ -> new Matter.Resolve());
        }
    }
}
