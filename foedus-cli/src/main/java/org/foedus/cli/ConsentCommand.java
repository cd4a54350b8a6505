package org.foedus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.Condition;
import org.foedus.core.policy.ConditionLanguage;
import org.foedus.core.policy.StandingConsent;
import org.foedus.core.run.RunPlan;
import org.foedus.node.consent.Grants;
import org.foedus.node.home.NodeHome;
import org.foedus.protocol.form.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus node consent`.
@Command(
        name = "consent",
        description = "Consent in advance, for a time, to plans of which a condition holds.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ConsentCommand.Add.class,
            ConsentCommand.ListAll.class,
            ConsentCommand.Remove.class
        })
final class ConsentCommand {
    private ConsentCommand() {}

    /// `foedus node consent add`.
    @Command(
            name = "add",
            description =
                    "Give a standing consent. Rules of policy.yaml that decide come before it.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node consent add --name spring --until 2027-03-31 \\",
                "      --when \"lead == 'brazil' && run_steps <= 10000\"",
                "%nWith --json:",
                "  standing (name, when, words, until, expired, reveals_updates)"
            })
    static final class Add implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--name",
                required = true,
                description = "stands in what is granted under it; never used twice")
        private String name = "";

        @Option(
                names = "--when",
                paramLabel = "CEL",
                required = true,
                description = "a condition: docs/reference/policy.md")
        private String when = "";

        @Option(
                names = "--until",
                paramLabel = "DATE",
                required = true,
                description = "its end: 2027-03-31, 2027-03-31T12:00:00Z, or 'in 30d'")
        private String until = "";

        @Option(
                names = "--reveals-updates",
                description =
                        "also to plans whose cohort is so small that another member can compute"
                                + " this node's update exactly")
        private boolean revealsUpdates;

        @Override
        public void run() {
            var home = NodeHome.open(globals.home());
            var now = WallClock.real().instant();
            var end =
                    Times.instant(until, now)
                            .orElseThrow(() ->
                                    new FoedusException(
                                            ErrorCode.BAD_REQUEST,
                                            "--until: expected "
                                                    + Times.EXPECTED_INSTANT
                                                    + ", found '"
                                                    + until
                                                    + "'"));
            var reveals =
                    revealsUpdates
                            ? Optional.of(RunPlan.Acceptance.ACCEPTED)
                            : Optional.<RunPlan.Acceptance>empty();
            var consent =
                    new StandingConsent(name, condition(home.conditions(), when), end, reveals);
            home.keep(home.consents().with(consent, now));
            StandingWords.say(globals.output(), consent, now);
        }

        private static Condition condition(ConditionLanguage language, String text) {
            return switch (language.read(text)) {
                case ConditionLanguage.Understood u -> u.condition();
                case ConditionLanguage.Flawed f -> {
                    var flaw = f.flaws().getFirst();
                    throw new FoedusException(
                            ErrorCode.BAD_POLICY,
                            "--when:" + flaw.line() + ":" + flaw.column() + ": " + flaw.expected());
                }
            };
        }
    }

    /// `foedus node consent list`.
    @Command(
            name = "list",
            description = "List the standing consents.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node consent list --home ./italy",
                "%nWith --json:",
                "  standing? (name, when, words, until, expired, reveals_updates)"
            })
    static final class ListAll implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            var standing = NodeHome.open(globals.home()).consents().standing();
            if (standing.list().isEmpty()) {
                globals.output().say("no standing consent: foedus node consent add");
            }
            StandingWords.sayAll(globals.output(), standing, WallClock.real().instant());
        }
    }

    /// `foedus node consent remove`.
    @Command(
            name = "remove",
            description =
                    "Remove a standing consent, and withdraw what was granted under it: from the"
                            + " next close on nothing of this node is included.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node consent remove spring --home ./italy",
                "%nWith --json:",
                "  removed (name, withdrawn, later?)"
            })
    static final class Remove implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "NAME", description = "the standing consent")
        private String name = "";

        @Override
        public void run() {
            var home = NodeHome.open(globals.home());
            home.keep(home.consents().without(name));
            var output = globals.output();
            output.say("removed " + name + ": it permits nothing any more");
            var withdrawn = new ArrayList<String>();
            var later = withdraw(home, withdrawn);
            withdrawn.forEach(run -> output.say("withdrawn from " + run));
            later.ifPresent(why ->
                    output.warn(
                            "what was granted under it is withdrawn when the node next hears the"
                                    + " hub ("
                                    + why
                                    + "); until then no work is done under it"));
            output.event(
                    "removed",
                    fields -> {
                        fields.put("name", name);
                        withdrawn.forEach(fields.putArray("withdrawn")::add);
                        later.ifPresent(why -> fields.put("later", why));
                    });
        }

        /// At once where the hub answers; a running node does the same when it looks.
        ///
        /// @return why it must wait
        private Optional<String> withdraw(NodeHome home, List<String> withdrawn) {
            try (var by = Access.node(home)) {
                var runs = Grants.under(by.state(), home.settings().node(), name);
                var owner = OwnerCommands.owner(home, by);
                for (var run : runs) {
                    by.followPast(
                            owner.withdraw(run.id(), "standing consent " + name + " was removed"));
                    withdrawn.add(run.id().value());
                }
                return Optional.empty();
            } catch (FoedusException e) {
                return Optional.of(e.reason());
            }
        }
    }
}
