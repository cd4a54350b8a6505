package org.foedus.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.KeyChange;
import org.foedus.cli.alliance.Keyring;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Right;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.signature.PublicKey;
import org.foedus.link.keys.KeyFile;
import org.foedus.node.home.NodeHome;
import org.foedus.protocol.form.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus key`.
@Command(
        name = "key",
        description = "The keys of a member: its organisation's, its nodes', its people's.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            KeyCommand.ListAll.class,
            KeyCommand.New.class,
            KeyCommand.DelegateNode.class,
            KeyCommand.DelegatePerson.class,
            KeyCommand.Rotate.class,
            KeyCommand.Revoke.class,
            GuardianCommands.Guardian.class,
            GuardianCommands.Vouch.class
        })
final class KeyCommand {
    private static final String CHANGED = "(key, file?, old?, until";

    private KeyCommand() {}

    private static Instant now() {
        return WallClock.real().instant();
    }

    /// How long the old key holds beside the new one.
    static final class Overlap {
        @Option(
                names = "--overlap",
                paramLabel = "TIME",
                defaultValue = "7d",
                description =
                        "how long the old key holds, too: 0s to 90d (default: ${DEFAULT-VALUE})")
        private String overlap = "7d";

        Duration time() {
            return Times.parse(overlap)
                    .orElseThrow(() ->
                            new FoedusException(
                                    ErrorCode.BAD_REQUEST,
                                    "--overlap: expected a time such as 12h or 7d, found "
                                            + overlap));
        }
    }

    private static void say(
            Output output, String type, String whose, Keyring.Changed changed, String more) {
        output.say(whose + " has key " + changed.key().hex());
        changed.file().ifPresent(f -> output.progress("It is in " + f + ": back it up now."));
        changed.old()
                .ifPresent(f ->
                        output.progress(
                                "The old one is in "
                                        + f
                                        + " and holds until "
                                        + Phrase.minute(changed.until())));
        if (!more.isEmpty()) {
            output.progress(more);
        }
        output.event(
                type,
                fields -> {
                    fields.put("key", changed.key().hex());
                    changed.file().ifPresent(f -> fields.put("file", f.toString()));
                    changed.old().ifPresent(f -> fields.put("old", f.toString()));
                    fields.put("until", changed.until().toString()).put("whose", whose);
                });
    }

    /// `foedus key list`.
    @Command(
            name = "list",
            description = "List the keys that sign for this member, what for, and which are here.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus key list --home ./italy",
                "%nWith --json:",
                "  key (key, whose, signs, until?, file?)",
                "  waiting? (key, file)"
            })
    static final class ListAll implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            var home = NodeHome.open(globals.home());
            try (var by = Access.organisation(home)) {
                var member = member(by, home);
                var output = globals.output();
                var table = new Table("KEY", "WHOSE", "SIGNS", "UNTIL", "FILE");
                add(output, table, member.key(), "organisation", "everything", null, home);
                member.nodes()
                        .forEach((node, key) ->
                                add(output, table, key, node.value(), "work", null, home));
                member.people()
                        .forEach((name, person) ->
                                add(
                                        output,
                                        table,
                                        person.key(),
                                        name,
                                        Phrase.list(person.rights()),
                                        null,
                                        home));
                member.retiring()
                        .forEach((key, until) ->
                                add(output, table, key, "an old key", "as before", until, home));
                table.say(output, "");
                waiting(output, home);
            }
        }

        private static void add(
                Output output,
                Table table,
                PublicKey key,
                String whose,
                String signs,
                @org.jspecify.annotations.Nullable Instant until,
                NodeHome home) {
            var file = fileOf(home, key);
            table.row(
                    key.hex().substring(0, 16) + "…",
                    whose,
                    signs,
                    until == null
                            ? "-"
                            : Phrase.minute(until) + (now().isBefore(until) ? "" : ", over"),
                    file.map(f -> f.getFileName().toString()).orElse("not here"));
            output.event(
                    "key",
                    fields -> {
                        fields.put("key", key.hex()).put("whose", whose).put("signs", signs);
                        if (until != null) {
                            fields.put("until", until.toString());
                        }
                        file.ifPresent(f -> fields.put("file", f.toString()));
                    });
        }

        private static void waiting(Output output, NodeHome home) {
            for (var file : files(home, "*.next.pem")) {
                var key = KeyFile.load(file).publicKey();
                output.say("");
                output.say(
                        "new key "
                                + key.hex()
                                + " waits in "
                                + file
                                + ": give the same command again to put it in its place");
                output.event(
                        "waiting",
                        fields -> fields.put("key", key.hex()).put("file", file.toString()));
            }
        }
    }

    private static List<Path> files(NodeHome home, String pattern) {
        var folder = home.organisationKeyFile().toAbsolutePath().getParent();
        var found = new java.util.ArrayList<Path>();
        if (folder == null) {
            return found;
        }
        try (var entries = Files.newDirectoryStream(folder, pattern)) {
            entries.forEach(found::add);
        } catch (java.io.IOException e) {
            throw org.foedus.link.keys.FileFailure.of("list " + folder, e);
        }
        found.sort(java.util.Comparator.naturalOrder());
        return found;
    }

    private static Optional<Path> fileOf(NodeHome home, PublicKey key) {
        return files(home, "*.pem").stream()
                .filter(f -> KeyFile.load(f).publicKey().equals(key))
                .findFirst();
    }

    private static Member member(Access by, NodeHome home) {
        var id = home.settings().member();
        return InvariantViolation.present(by.state().members().get(id), "no member " + id);
    }

    /// `foedus key new`.
    @Command(
            name = "new",
            description =
                    "Make a key and print its public half, for those who delegate it or put it to"
                            + " the vote. Without --file it is the next organisation key of this"
                            + " folder, which foedus key rotate puts in its place.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus key new --home ./italy",
                "  foedus key new --file ./signer.pem",
                "%nWith --json:",
                "  key (key, file)"
            })
    static final class New implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(names = "--file", paramLabel = "FILE", description = "where it is written")
        private Optional<Path> file = Optional.empty();

        @Override
        public void run() {
            var path =
                    file.orElseGet(() ->
                            new KeyChange(NodeHome.open(globals.home()).organisationKeyFile())
                                    .nextFile());
            var key = KeyFile.create(path).publicKey();
            globals.output().say(key.hex());
            globals.output().progress("Its fingerprint, to read out: " + key.spoken());
            globals.output().progress("The private half is in " + path + "; nobody else needs it.");
            globals.output()
                    .event(
                            "key",
                            fields -> fields.put("key", key.hex()).put("file", path.toString()));
        }
    }

    private static Optional<PublicKey> given(Optional<String> key) {
        return key.map(PublicKey::new);
    }

    /// `foedus key delegate-node`.
    @Command(
            name = "delegate-node",
            description =
                    "Give a node a key, new or in the place of its old one; restart the node then.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus key delegate-node italy-1 --overlap 1d --home ./italy",
                "  foedus key delegate-node italy-2 --key 9f2c… --home ./italy",
                "%nWith --json:",
                "  delegated " + CHANGED + ", whose)"
            })
    static final class DelegateNode implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Overlap overlap = new Overlap();

        @Parameters(paramLabel = "NODE", description = "the node's id")
        private String node = "";

        @Option(
                names = "--key",
                paramLabel = "HEX",
                description = "a public key made on the node's own machine (foedus key new)")
        private Optional<String> key = Optional.empty();

        @Override
        public void run() {
            var home = NodeHome.open(globals.home());
            var id = new NodeId(node);
            var changed = new Keyring(home, now()).delegate(id, given(key), overlap.time());
            say(
                    globals.output(),
                    "delegated",
                    "node " + id,
                    changed,
                    changed.file().isPresent() ? "Restart the node: foedus node start" : "");
        }
    }

    /// `foedus key delegate-person`.
    @Command(
            name = "delegate-person",
            description =
                    "Let a person sign some things for the organisation, with a key of that"
                            + " person's own. Commands sign with it by --as NAME.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus key delegate-person rossi --rights vote,comment --home ./italy",
                "  foedus vote india yes --as rossi --home ./italy",
                "%nWith --json:",
                "  delegated " + CHANGED + ", whose)"
            })
    static final class DelegatePerson implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Overlap overlap = new Overlap();

        @Parameters(paramLabel = "NAME", description = "of the person or the role")
        private String name = "";

        @Option(
                names = "--rights",
                required = true,
                paramLabel = "RIGHT,…",
                description = "of vote, comment, mandate, run, partnership, news")
        private String rights = "";

        @Option(
                names = "--key",
                paramLabel = "HEX",
                description = "a public key that the person made (foedus key new --file FILE)")
        private Optional<String> key = Optional.empty();

        @Override
        public void run() {
            var home = NodeHome.open(globals.home());
            var may = rights(rights);
            var changed = new Keyring(home, now()).delegate(name, may, given(key), overlap.time());
            say(
                    globals.output(),
                    "delegated",
                    name + ", who may sign " + Phrase.list(may) + ",",
                    changed,
                    "");
        }

        private static SortedSet<Right> rights(String list) {
            var rights = new TreeSet<Right>();
            Arrays.stream(list.split(",", -1))
                    .map(r -> Phrase.choose("--rights", r.strip(), Right.values()))
                    .forEach(rights::add);
            return rights;
        }
    }

    /// `foedus key rotate`.
    @Command(
            name = "rotate",
            description =
                    "Put another organisation key in the place of the old one. If it was cut short,"
                            + " give it again; it also ends a recovery that members voted for.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus key rotate --overlap 7d --home ./italy",
                "%nWith --json:",
                "  rotated " + CHANGED + ", whose)"
            })
    static final class Rotate implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Overlap overlap = new Overlap();

        @Override
        public void run() {
            var home = NodeHome.open(globals.home());
            var changed = new Keyring(home, now()).rotate(overlap.time());
            say(
                    globals.output(),
                    "rotated",
                    "the organisation " + home.settings().member(),
                    changed,
                    "");
        }
    }

    /// `foedus key revoke`.
    @Command(
            name = "revoke",
            description =
                    "A key of a node or a person, or an old one, is worth nothing from now on: for"
                            + " one that was lost or stolen.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus key revoke rossi --reason \"left the association\" --home ./italy",
                "%nWith --json:",
                "  revoked (key, reason)"
            })
    static final class Revoke implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(
                paramLabel = "KEY",
                description = "the key itself, or the name of its node or person")
        private String name = "";

        @Option(names = "--reason", required = true, description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            var home = NodeHome.open(globals.home());
            try (var by = Access.organisation(home)) {
                var key = Keyring.called(member(by, home), name);
                by.submit(h -> new MembershipClaim.RevokeKey(h, key, reason), List.of());
                globals.output().say("revoked " + key.hex());
                globals.output()
                        .event(
                                "revoked",
                                fields -> fields.put("key", key.hex()).put("reason", reason));
            }
        }
    }
}
