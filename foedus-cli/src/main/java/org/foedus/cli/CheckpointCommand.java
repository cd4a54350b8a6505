package org.foedus.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foedus.cli.alliance.OwnLedger;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.link.mirror.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus checkpoint`.
@Command(
        name = "checkpoint",
        description =
                "Show the ledger's signed head as this member verified it, and compare it with"
                        + " those of others: a hub that shows two histories is caught so.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CheckpointCommand.Show.class, CheckpointCommand.Compare.class})
final class CheckpointCommand {
    private static final String OFFLINE = "use what is here; do not ask the hub";

    /// `foedus checkpoint show`.
    @Command(
            name = "show",
            description =
                    "Print the newest checkpoint that this member verified, to send to the others."
                            + " Exits with 1 if the hub shows another history now.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus checkpoint show --home ./italy > italy.checkpoint",
                "%nWith --json:",
                "  checkpoint (origin, size, root, note)"
            })
    static final class Show implements Callable<Integer> {
        @Mixin private Globals globals = new Globals();

        @Option(names = "--offline", description = OFFLINE)
        private boolean offline;

        @Override
        public Integer call() {
            var output = globals.output();
            try (var own = OwnLedger.open(globals.home(), offline)) {
                own.trouble().ifPresent(t -> warn(output, t));
                var note = own.mirror().note().orElseThrow(CheckpointCommand::nothing);
                var head = Checkpoint.parse(note);
                output.say(note.stripTrailing());
                output.event(
                        "checkpoint",
                        fields ->
                                fields.put("origin", head.origin())
                                        .put("size", head.size())
                                        .put("root", head.root().hex())
                                        .put("note", note));
                return provedFalse(own.trouble()) ? failed() : 0;
            }
        }
    }

    /// `foedus checkpoint compare`.
    @Command(
            name = "compare",
            description =
                    "Compare other members' checkpoints with this member's verified copy of the"
                            + " ledger. Exits with 1 on a fork.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus checkpoint compare china.checkpoint india.checkpoint --home ./italy",
                "%nWith --json:",
                "  comparison (file, result, size, root, own_size, own_root?, proven?, "
                        + "evidence?)",
                "`result` is `same`, `older`, `newer` or `fork`."
            })
    static final class Compare implements Callable<Integer> {
        @Mixin private Globals globals = new Globals();

        @Option(names = "--offline", description = OFFLINE)
        private boolean offline;

        @Parameters(
                paramLabel = "FILE",
                arity = "1..*",
                description = "what another member's foedus checkpoint show printed")
        private List<Path> files = List.of();

        @Override
        public Integer call() {
            var output = globals.output();
            boolean forked = false;
            try (var own = OwnLedger.open(globals.home(), offline)) {
                own.trouble().ifPresent(t -> warn(output, t));
                for (var file : files) {
                    var comparison = compare(own, file);
                    say(output, file, comparison);
                    forked |= comparison instanceof Comparison.Fork;
                }
                return forked || provedFalse(own.trouble()) ? failed() : 0;
            }
        }

        private static Comparison compare(OwnLedger own, Path file) {
            try {
                return own.mirror().compare(Inputs.note(file));
            } catch (FoedusException e) {
                throw new FoedusException(e.code(), file + ": " + e.reason(), e);
            }
        }

        private static void say(Output output, Path file, Comparison comparison) {
            var other = comparison.other();
            switch (comparison) {
                case Comparison.Same s when s.size() == other.size() ->
                        output.say("same    " + file + ": one history of " + s.size() + " entries");
                case Comparison.Same s ->
                        output.say(
                                "older   "
                                        + file
                                        + ": its "
                                        + other.size()
                                        + " entries are the beginning of the "
                                        + s.size()
                                        + " here");
                case Comparison.Newer n ->
                        output.say(
                                "newer   "
                                        + file
                                        + ": the hub signed "
                                        + other.size()
                                        + " entries for it and showed "
                                        + n.size()
                                        + " here. Compare again when they have come, or let that"
                                        + " member compare yours; if they never come, the hub hides"
                                        + " them from you");
                case Comparison.Fork f -> output.say(fork(file, f));
            }
            output.event("comparison", fields -> fill(fields, file, comparison));
        }

        private static String fork(Path file, Comparison.Fork f) {
            return "FORK    "
                    + file
                    + ": the hub signed two histories. At "
                    + f.other().size()
                    + " entries\n          there: root "
                    + f.other().root()
                    + "\n          here:  root "
                    + f.rootHere()
                    + "\n        "
                    + (f.proven()
                            ? "The evidence proves it to anyone who knows the hub's key: "
                            : "The evidence: ")
                    + f.evidence()
                    + "\n        Next: send it to every member, train nothing more under this hub,"
                    + " and find the first\n        entry that differs: foedus verify EXPORT"
                    + " --checkpoint EVIDENCE --against THEIR-EXPORT";
        }

        private static void fill(
                tools.jackson.databind.node.ObjectNode fields, Path file, Comparison comparison) {
            var other = comparison.other();
            fields.put("file", file.toString())
                    .put("result", result(comparison))
                    .put("size", other.size())
                    .put("root", other.root().hex());
            switch (comparison) {
                case Comparison.Same s -> fields.put("own_size", s.size());
                case Comparison.Newer n -> fields.put("own_size", n.size());
                case Comparison.Fork f ->
                        fields.put("own_size", f.size())
                                .put("own_root", f.rootHere().hex())
                                .put("proven", f.proven())
                                .put("evidence", f.evidence());
            }
        }

        private static String result(Comparison comparison) {
            return switch (comparison) {
                case Comparison.Same s when s.size() == s.other().size() -> "same";
                case Comparison.Same _ -> "older";
                case Comparison.Newer _ -> "newer";
                case Comparison.Fork _ -> "fork";
            };
        }
    }

    /// Whether the hub proved false, rather than merely out of reach.
    private static boolean provedFalse(Optional<FoedusException> trouble) {
        return trouble.filter(t -> t.code() == ErrorCode.VERIFICATION_FAILED).isPresent();
    }

    private static int failed() {
        return ErrorCode.VERIFICATION_FAILED.type().exitCode();
    }

    private static void warn(Output output, FoedusException trouble) {
        output.warn(
                "not up to date, what is here is used: "
                        + trouble.code()
                        + ": "
                        + trouble.reason());
    }

    private static FoedusException nothing() {
        return new FoedusException(
                ErrorCode.NOT_FOUND,
                "no checkpoint was verified here yet: foedus node start, or this command while the"
                        + " hub can be reached");
    }
}
