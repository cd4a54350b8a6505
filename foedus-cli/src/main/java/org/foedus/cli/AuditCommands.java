package org.foedus.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.foedus.audit.Anchors;
import org.foedus.audit.ExportWriter;
import org.foedus.audit.Progress;
import org.foedus.audit.Report;
import org.foedus.audit.Verifier;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Exporting;
import org.foedus.core.error.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Exporting the ledger, and proving it.
final class AuditCommands {
    private AuditCommands() {}

    /// `foedus export`.
    @Command(
            name = "export",
            description =
                    "Write the ledger, the models and what this key may read to a folder that"
                            + " foedus verify checks with no hub.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus export ./proof --with-updates --home ./hub",
                "%nWith --json:",
                "  export (export, entries, root, blobs, missing)"
            })
    static final class Export implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "DIR", description = "a folder that does not exist yet")
        private Path folder = Path.of("");

        @Option(
                names = "--with-updates",
                description =
                        "also the updates, as far as this key may read them, so that every fold can"
                                + " be repeated")
        private boolean updates;

        @Override
        public void run() {
            try (var by = Access.operatorFirst(globals.home(), globals.output()::progress)) {
                var version = "foedus " + VersionText.number();
                var written = Exporting.export(by, folder, updates, version, Progress.none());
                var output = globals.output();
                output.say(
                        "written to "
                                + folder
                                + ": "
                                + written.entries()
                                + " entries and "
                                + written.blobs()
                                + " blobs"
                                + missing(written));
                output.progress("Check it: foedus verify " + folder);
                output.event(
                        "export",
                        fields ->
                                fields.put("export", folder.toString())
                                        .put("entries", written.entries())
                                        .put("root", written.root().hex())
                                        .put("blobs", written.blobs())
                                        .put("missing", written.missing().size()));
            }
        }
    }

    private static String missing(ExportWriter.Written written) {
        return written.missing().isEmpty()
                ? ""
                : "; "
                        + written.missing().size()
                        + " blobs are not for this key, or not kept any more";
    }

    /// `foedus verify`.
    @Command(
            name = "verify",
            description =
                    "Check an exported ledger with no hub and no network: signatures, tree,"
                            + " decisions, and every fold whose updates are there. Exits with 1 if"
                            + " anything is wrong.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus verify ./proof",
                "  foedus verify ./proof --hub-key 9f86d0… --checkpoint ./ledger/checkpoint",
                "  foedus verify ./proof --against ./proof-of-china",
                "%nWith --json:",
                "  verify (ok, entries, rounds_published, rounds_reexecuted, digest, "
                        + "problems, not_proven)"
            })
    static final class Verify implements java.util.concurrent.Callable<Integer> {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "DIR", description = "the exported folder")
        private Path folder = Path.of("");

        @Option(
                names = "--hub-key",
                paramLabel = "HEX",
                description = "the hub's identity key or its fingerprint, as you know it")
        private Optional<String> hubKey = Optional.empty();

        @Option(
                names = "--checkpoint",
                paramLabel = "FILE",
                description =
                        "a checkpoint that a member keeps (foedus checkpoint show), or the"
                                + " evidence of a fork (its node's ledger/fork-*.txt)")
        private Optional<Path> checkpoint = Optional.empty();

        @Option(
                names = "--against",
                paramLabel = "DIR",
                description =
                        "another member's export, or a node's ledger folder: names the first entry"
                                + " that differs")
        private Optional<Path> against = Optional.empty();

        @Override
        public Integer call() {
            var anchors = Anchors.none();
            if (hubKey.isPresent()) {
                anchors = anchors.withHubKey(hubKey.get());
            }
            if (checkpoint.isPresent()) {
                anchors = anchors.withCheckpoint(Inputs.note(checkpoint.get()));
            }
            if (against.isPresent()) {
                anchors = anchors.withOther(against.get());
            }
            var report = Verifier.verify(folder, anchors, Progress.none());
            say(globals.output(), report);
            return report.ok() ? 0 : ErrorCode.VERIFICATION_FAILED.type().exitCode();
        }

        private static void say(Output output, Report report) {
            var digest = report.digest().map(Object::toString).orElse("none");
            output.say("verify: " + (report.ok() ? "OK" : "FAILED"));
            output.say("entries     " + report.entries() + ", digest " + digest);
            output.say(
                    "rounds      "
                            + report.roundsPublished()
                            + " published, "
                            + report.reexecuted().size()
                            + " re-executed to the same digest");
            output.say("witnesses   " + (report.witnesses().isEmpty() ? "none" : names(report)));
            report.anchors().forEach(a -> output.say("anchor      " + a));
            report.problems().forEach(p -> output.say("problem     " + p));
            report.notReexecuted().stream()
                    .limit(MAX_LINES)
                    .forEach(s ->
                            output.say(
                                    "not redone  "
                                            + s.run()
                                            + " round "
                                            + s.number()
                                            + ": "
                                            + s.why()));
            report.notProven().forEach(n -> output.say("not proven  " + n));
            output.event(
                    "verify",
                    fields -> {
                        fields.put("ok", report.ok())
                                .put("entries", report.entries())
                                .put("rounds_published", report.roundsPublished())
                                .put("rounds_reexecuted", report.reexecuted().size())
                                .put("digest", digest);
                        var problems = fields.putArray("problems");
                        report.problems().forEach(p -> problems.add(p.toString()));
                        var notProven = fields.putArray("not_proven");
                        report.notProven().forEach(notProven::add);
                    });
        }

        private static final int MAX_LINES = 20;

        private static String names(Report report) {
            var names = new java.util.TreeSet<String>();
            report.witnesses().forEach(w -> names.add(w.member().value()));
            return String.join(", ", names);
        }
    }
}
