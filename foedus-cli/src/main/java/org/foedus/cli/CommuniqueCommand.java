package org.foedus.cli;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Launching;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.form.CommuniqueForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `foedus communique`.
@Command(
        name = "communique",
        description = "News: publish signed texts in several languages, take them back, read them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CommuniqueCommand.Publish.class,
            CommuniqueCommand.Withdraw.class,
            CommuniqueCommand.ListAll.class,
            CommuniqueCommand.Show.class
        })
final class CommuniqueCommand {
    private static final String FIELDS =
            "(communique, by, voice, audience, at, entry, status, language, title";

    private CommuniqueCommand() {}

    private static Communique find(AllianceState state, CommuniqueId id) {
        var communique = state.communiques().get(id);
        if (communique == null) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    "there is no communique " + id + ": foedus communique list");
        }
        return communique;
    }

    private static void fill(ObjectNode fields, Communique communique, String title) {
        fields.put("communique", communique.id().value())
                .put("by", communique.by().value())
                .put("voice", Phrase.label(communique.voice()))
                .put("audience", Phrase.label(communique.audience()))
                .put("at", communique.at().toString())
                .put("entry", communique.entry())
                .put("status", Phrase.label(communique.status()))
                .put("language", communique.language())
                .put("title", title);
    }

    /// `foedus communique publish`.
    @Command(
            name = "publish",
            description =
                    "Publish a communiqué: each member in its own name, the lead also in the"
                            + " alliance's.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus communique publish communique.yaml --home ./brazil",
                "%nWith --json:",
                "  communique " + FIELDS + ")"
            })
    static final class Publish implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "FILE", description = "the communiqué (examples/communique.yaml)")
        private Path file = Path.of("");

        @Override
        public void run() {
            var draft = CommuniqueForm.read(file.toString(), Inputs.form(file));
            try (var by = signing.open(globals)) {
                Launching.publish(by, draft);
                var communique = find(by.state(), draft.id());
                globals.output().say("published " + communique.id() + ": " + communique.title());
                globals.output().event("communique", f -> fill(f, communique, communique.title()));
            }
        }
    }

    /// `foedus communique withdraw`.
    @Command(
            name = "withdraw",
            description =
                    "Take a communiqué back. Its texts stay in the ledger; its page says that it is"
                            + " withdrawn, and why.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus communique withdraw first-model --reason \"it named the wrong run\"",
                "%nWith --json:",
                "  withdrawn (communique, reason)"
            })
    static final class Withdraw implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "COMMUNIQUE", description = "the communiqué's id")
        private String id = "";

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT|-",
                description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            var wanted = new CommuniqueId(id);
            var why = Inputs.text(reason);
            try (var by = signing.open(globals)) {
                by.submit(h -> new CommuniqueClaim.WithdrawCommunique(h, wanted, why), List.of());
                globals.output().say("withdrawn " + wanted);
                globals.output()
                        .event(
                                "withdrawn",
                                f -> f.put("communique", wanted.value()).put("reason", why));
            }
        }
    }

    /// `foedus communique list`.
    @Command(
            name = "list",
            description = "List the communiqués, the newest first.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus communique list --language it",
                "%nWith --json:",
                "  communique? " + FIELDS + ")"
            })
    static final class ListAll implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Wanted wanted = new Wanted();

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var output = globals.output();
                var table = new Table("COMMUNIQUE", "DATE", "FROM", "FOR", "STATE", "TITLE");
                by.state().communiques().values().stream()
                        .sorted(Comparator.comparingLong(Communique::entry).reversed())
                        .forEach(c -> {
                            var language = wanted.or(c.language());
                            var title =
                                    language.equals(c.language())
                                            ? c.title()
                                            : by.texts().of(c, language).title();
                            table.row(
                                    c.id(),
                                    Phrase.day(c.at()),
                                    from(c),
                                    Phrase.words(c.audience()),
                                    Phrase.words(c.status()),
                                    title);
                            output.event("communique", f -> fill(f, c, title));
                        });
                table.say(output, "no communiques");
            }
        }
    }

    private static String from(Communique communique) {
        return communique.voice() == Communique.Voice.ALLIANCE
                ? "the alliance, by " + communique.by()
                : communique.by().value();
    }

    /// In which language.
    private static final class Wanted {
        @Option(
                names = "--language",
                paramLabel = "en|it|pt|ru|hi|zh",
                completionCandidates = Words.Languages.class,
                description = "in this language where there is a text in it")
        private Optional<String> language = Optional.empty();

        String or(String authentic) {
            return language.orElse(authentic);
        }
    }

    /// `foedus communique show`.
    @Command(
            name = "show",
            description = "Show a communiqué: its text, who signed it, and where it stands.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus communique show first-model --language pt",
                "%nWith --json:",
                "  communique "
                        + FIELDS
                        + ", texts [language [title, body]], "
                        + "about? [kind, id], withdrawn? [by, at, reason])"
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Wanted wanted = new Wanted();

        @Parameters(paramLabel = "COMMUNIQUE", description = "the communiqué's id")
        private String id = "";

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var communique = find(by.state(), new CommuniqueId(id));
                var language = wanted.or(communique.language());
                var texts = by.texts().of(communique);
                var text = by.texts().of(communique, language);
                say(globals.output(), communique, text, texts.keySet());
                globals.output()
                        .event(
                                "communique",
                                f -> {
                                    CommuniqueCommand.fill(f, communique, text.title());
                                    fill(f, communique, texts);
                                });
            }
        }

        private static void say(
                Output output, Communique communique, Communique.Text text, Set<String> languages) {
            output.say(communique.id() + ": " + text.title());
            output.say(
                    "from         "
                            + from(communique)
                            + ", "
                            + Phrase.minute(communique.at())
                            + ", entry "
                            + communique.entry());
            output.say("for          " + Phrase.words(communique.audience()));
            communique
                    .about()
                    .ifPresent(a ->
                            output.say("about        " + Phrase.words(a.kind()) + " " + a.id()));
            output.say(
                    "languages    "
                            + Phrase.list(languages)
                            + ", authentic: "
                            + communique.language());
            communique
                    .withdrawal()
                    .ifPresent(w ->
                            output.say(
                                    "withdrawn    "
                                            + Phrase.minute(w.at())
                                            + " by "
                                            + w.by()
                                            + ": "
                                            + w.reason()));
            text.body().lines().forEach(line -> output.say(("  " + line).stripTrailing()));
        }

        private static void fill(
                ObjectNode fields, Communique communique, SortedMap<String, Communique.Text> said) {
            var texts = fields.putObject("texts");
            said.forEach((language, text) ->
                    texts.putObject(language).put("title", text.title()).put("body", text.body()));
            communique
                    .about()
                    .ifPresent(a ->
                            fields.putObject("about")
                                    .put("kind", Phrase.label(a.kind()))
                                    .put("id", a.id()));
            communique
                    .withdrawal()
                    .ifPresent(w ->
                            fields.putObject("withdrawn")
                                    .put("by", w.by().value())
                                    .put("at", w.at().toString())
                                    .put("reason", w.reason()));
        }
    }
}
