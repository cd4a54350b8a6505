package org.foedus.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foedus.audit.Progress;
import org.foedus.cli.alliance.Keeping;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.HubHome;
import org.foedus.link.address.HubAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Backing a hub up, bringing it back, and checking what it keeps.
final class KeepingCommands {
    private KeepingCommands() {}

    /// `foedus backup`.
    @Command(
            name = "backup",
            description =
                    "Write all that the hub keeps to a folder, also while it runs: ledger, bodies,"
                            + " models, updates, settings and its key. foedus verify proves a"
                            + " backup; foedus restore brings it back.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus backup /backup/$(date +%%F) --home ./hub",
                "  foedus backup ./b1 --without-keys --home ./hub",
                "%nWith --json:",
                "  backup (backup, entries, root, blobs, absent, holds_key)"
            })
    static final class Backup implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "DIR", description = "a folder that does not exist yet")
        private Path folder = Path.of("");

        @Option(
                names = "--without-keys",
                description = "leave the hub's identity key out; keep it elsewhere then")
        private boolean withoutKeys;

        @Override
        public void run() {
            var output = globals.output();
            var version = "foedus " + VersionText.number();
            var home = HubHome.open(globals.home());
            var written = Keeping.backUp(home, folder, !withoutKeys, version, progress(output));
            output.say(
                    "backed up to "
                            + folder
                            + ": "
                            + written.entries()
                            + " entries and "
                            + written.blobs()
                            + " blobs, root "
                            + written.root());
            written.absent().forEach(d -> output.warn("warning: not here, or damaged: blob " + d));
            output.progress(
                    withoutKeys
                            ? "The hub's key is NOT in it: without keys/identity.pem it cannot be"
                                    + " restored."
                            : "It holds the hub's KEY: whoever has it can be the hub. Keep it as"
                                    + " you keep the key.");
            output.progress("Check it: foedus verify " + folder);
            output.event(
                    "backup",
                    fields -> {
                        fields.put("backup", folder.toString())
                                .put("entries", written.entries())
                                .put("root", written.root().hex())
                                .put("blobs", written.blobs())
                                .put("holds_key", !withoutKeys);
                        var absent = fields.putArray("absent");
                        written.absent().forEach(d -> absent.add(d.hex()));
                    });
        }
    }

    /// `foedus restore`.
    @Command(
            name = "restore",
            description =
                    "Bring a hub back into a new folder: from a backup, or with --from-members from"
                            + " its key alone. Before it serves, its members' nodes give back what"
                            + " is newer. Nothing is ever overwritten.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus restore /backup/2027-03-01 --home ./hub-2",
                "  foedus restore ./b1 --keys /safe/hub-keys --home ./hub-2",
                "  foedus restore --from-members --keys /safe/hub-keys"
                        + " --address hub.example.org:8443 --home ./hub-2",
                "%nWith --json:",
                "  restored (home, entries)"
            })
    static final class Restore implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(
                paramLabel = "DIR",
                arity = "0..1",
                description = "a folder that foedus backup wrote")
        private Optional<Path> backup = Optional.empty();

        @Option(
                names = "--from-members",
                description = "there is no backup: the members' mirrors give everything back")
        private boolean fromMembers;

        @Option(
                names = "--keys",
                paramLabel = "DIR",
                description = "the folder of the hub's identity.pem (default: the backup's)")
        private Optional<Path> keys = Optional.empty();

        @Option(
                names = "--same-storage",
                description =
                        "into the database and the folder of blobs that the backup's hub.json"
                                + " names; the database must be empty (default: into --home)")
        private boolean sameStorage;

        @Option(
                names = "--address",
                paramLabel = "HOST:PORT",
                description =
                        "with --from-members: where members reach the hub; may be repeated, best"
                                + " first")
        private List<String> addresses = List.of();

        @Option(
                names = "--bind",
                paramLabel = "IP",
                description =
                        "address to listen on (default: as the backup says; with --from-members"
                                + " all)")
        private Optional<String> bind = Optional.empty();

        @Option(
                names = "--port",
                paramLabel = "PORT",
                description =
                        "port to listen on (default: as the backup says; with --from-members"
                                + " that of the first --address)")
        private Optional<Integer> port = Optional.empty();

        @Override
        public void run() {
            var home = globals.home();
            var output = globals.output();
            if (fromMembers == backup.isPresent()) {
                throw new FoedusException(
                        ErrorCode.BAD_REQUEST, "name either a backup's folder or --from-members");
            }
            if (fromMembers) {
                empty();
                output.say("made          " + home + ", with an empty ledger");
            } else {
                requireNoAddress();
                var restored =
                        Keeping.restore(backup.get(), home, keys, sameStorage, progress(output));
                listen(HubHome.open(home));
                output.say("restored      " + restored.name());
                output.say("alliance      " + restored.alliance());
                output.say("entries       " + restored.entries());
                output.say("hub folder    " + home);
            }
            output.progress(
                    "Next: foedus hub start --home "
                            + home
                            + ". It serves once its members' nodes gave back what is newer: foedus"
                            + " recovery show");
            output.event(
                    "restored",
                    fields -> {
                        fields.put("home", home.toString());
                        try (var ledger = HubHome.open(home).openLedger()) {
                            fields.put("entries", ledger.size());
                        }
                    });
        }

        /// Members know the hub by the addresses in its ledger.
        private void requireNoAddress() {
            if (!addresses.isEmpty()) {
                throw new FoedusException(
                        ErrorCode.BAD_REQUEST,
                        "--address goes with --from-members: restore, start the hub, and tell the"
                                + " members its new address with foedus hub address");
            }
        }

        private void listen(HubHome home) {
            bind.ifPresent(b -> home.keep(home.settings().withBind(b)));
            port.ifPresent(p -> {
                HubCommand.checkPort(p);
                home.keep(home.settings().withPort(p));
            });
        }

        private void empty() {
            if (addresses.isEmpty() || keys.isEmpty()) {
                throw new FoedusException(
                        ErrorCode.BAD_REQUEST, "--from-members needs --keys and --address");
            }
            var parsed = addresses.stream().map(HubAddress::parse).toList();
            var settings =
                    new HubHome.Settings(
                            parsed.stream().map(HubAddress::toString).toList(),
                            bind.orElse("0.0.0.0"),
                            port.orElse(parsed.getFirst().port()),
                            List.of());
            Keeping.fromMembers(globals.home(), keys.get(), settings);
        }
    }

    /// `foedus hub check`.
    @Command(
            name = "check",
            description =
                    "Check database, ledger and blobs against each other, also while the hub runs."
                            + " Reads only. Exits with 1 if anything is wrong.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus hub check --home ./hub",
                "%nWith --json:",
                "  finding (place, wrong, safe, next)",
                "  check (ok, entries, root, blobs, findings, leftovers)"
            })
    static final class Check implements Callable<Integer> {
        @Mixin private Globals globals = new Globals();

        @Override
        public Integer call() {
            var output = globals.output();
            var checked = Keeping.check(HubHome.open(globals.home()), progress(output));
            var result = checked.result();
            for (var finding : result.findings()) {
                output.say("problem  " + finding.place() + ": " + finding.wrong());
                output.say("  safe   " + finding.safe());
                output.say("  next   " + finding.next());
                output.event(
                        "finding",
                        fields ->
                                fields.put("place", finding.place())
                                        .put("wrong", finding.wrong())
                                        .put("safe", finding.safe())
                                        .put("next", finding.next()));
            }
            if (!checked.leftovers().isEmpty()) {
                output.say(
                        "note     "
                                + checked.leftovers().size()
                                + " files of uploads under way, or left behind, in blobs/uploads");
            }
            var root = result.root().map(Object::toString).orElse("none");
            output.say("check: " + (result.ok() ? "OK" : "FAILED"));
            output.say("entries  " + result.entries() + ", root " + root);
            output.say("blobs    " + result.blobs() + " whole");
            output.event(
                    "check",
                    fields ->
                            fields.put("ok", result.ok())
                                    .put("entries", result.entries())
                                    .put("root", root)
                                    .put("blobs", result.blobs())
                                    .put("findings", result.findings().size())
                                    .put("leftovers", checked.leftovers().size()));
            return result.ok() ? 0 : ErrorCode.VERIFICATION_FAILED.type().exitCode();
        }
    }

    /// Every tenth of a step, for people.
    private static Progress progress(Output output) {
        return new Progress() {
            private String last = "";

            @Override
            public void at(String step, long done, long total) {
                var now = step + " " + (total == 0 ? 100 : 10 * (10 * done / total)) + " %";
                if (!now.equals(last)) {
                    output.progress(now);
                    last = now;
                }
            }
        };
    }
}
