package org.foedus.cli;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Writing;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.ledger.Body;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// Who belongs, and who would like to.
final class MembersCommands {
    private MembersCommands() {}

    /// `foedus members`.
    @Command(
            name = "members",
            description = "List the members, and the applications that wait.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus members --json",
                "  foedus members --applications",
                "%nWith --json:",
                "  member? (member, name, country, class, status, active, connected, lead, since)",
                "  application? (member, name, country, class, phase, applied, screening?, "
                        + "comments, comment_until?, closes?, ended?, "
                        + "tally, yes, no, abstain, electorate)"
            })
    static final class Members implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--applications",
                description = "only applications, also those that were decided")
        private boolean applications;

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var state = by.state();
                var output = globals.output();
                if (!applications) {
                    members(output, state);
                }
                applications(output, state);
            }
        }

        private static void members(Output output, AllianceState state) {
            var table = new Table("MEMBER", "COUNTRY", "CLASS", "STATUS", "NODES", "NAME");
            for (var member : state.members().values()) {
                boolean lead = state.leads(member.id());
                table.row(
                        member.id(),
                        member.country(),
                        Phrase.words(member.memberClass()),
                        Phrase.words(member.status()),
                        connected(state, member),
                        member.legalName() + (lead ? " (lead)" : ""));
                output.event("member", fields -> fill(fields, state, member));
            }
            table.say(output, "no member yet");
        }

        private void applications(Output output, AllianceState state) {
            var table = new Table("APPLICANT", "COUNTRY", "PHASE", "SCREENED", "SAID", "VOTE");
            for (var application : state.applications().values()) {
                if (!applications && !application.open()) {
                    continue;
                }
                table.row(
                        application.member(),
                        application.country(),
                        Phrase.words(application.phase()),
                        application
                                .screening()
                                .map(s -> Phrase.words(s.result()))
                                .orElse("not yet"),
                        Phrase.count(application.remarks().size(), "comment"),
                        standing(application));
                output.event("application", fields -> fill(fields, application));
            }
            if (applications) {
                table.say(output, "no applications");
            } else if (state.applications().values().stream().anyMatch(Application::open)) {
                output.say("");
                table.say(output, "");
            }
        }
    }

    private static String standing(Application application) {
        return application
                .poll()
                .map(p ->
                        application
                                .ended()
                                .map(t -> p.basis() + "; ended " + Phrase.minute(t))
                                .orElseGet(() -> VoteCommands.standing(p)))
                .orElse("not open");
    }

    private static String connected(AllianceState state, Member member) {
        return state.connected(member.id()) ? "connected" : "not heard of";
    }

    private static void fill(ObjectNode fields, AllianceState state, Member member) {
        fields.put("member", member.id().value())
                .put("name", member.legalName())
                .put("country", member.country())
                .put("class", Phrase.label(member.memberClass()))
                .put("status", Phrase.label(member.status()))
                .put("active", member.active())
                .put("connected", state.connected(member.id()))
                .put("lead", state.leads(member.id()))
                .put("since", member.since().toString());
    }

    private static void fill(ObjectNode fields, Application application) {
        fields.put("member", application.member().value())
                .put("name", application.legalName())
                .put("country", application.country())
                .put("class", Phrase.label(application.memberClass()))
                .put("phase", Phrase.label(application.phase()))
                .put("applied", application.at().toString());
        application.screening().ifPresent(s -> fields.put("screening", Phrase.label(s.result())));
        fields.put("comments", application.remarks().size());
        application.commentUntil().ifPresent(t -> fields.put("comment_until", t.toString()));
        if (application.open()) {
            application.poll().ifPresent(p -> fields.put("closes", p.closes().toString()));
        }
        application.ended().ifPresent(t -> fields.put("ended", t.toString()));
        fields.put(
                        "tally",
                        "%d yes, %d no of %d"
                                .formatted(
                                        application.count(Choice.YES),
                                        application.count(Choice.NO),
                                        application.electorate().size()))
                .put("yes", application.count(Choice.YES))
                .put("no", application.count(Choice.NO))
                .put("abstain", application.count(Choice.ABSTAIN))
                .put("electorate", application.electorate().size());
    }

    /// `foedus member`.
    @Command(
            name = "member",
            description = "Read about one member or applicant; leave the alliance.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            subcommands = {Show.class, MemberLeave.class})
    static final class One {}

    /// `foedus member show`.
    @Command(
            name = "show",
            description =
                    "Show a member or an applicant: its keys, its screening, the comments and the"
                            + " votes on it, what it takes part in.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus member show india --home ./brazil",
                "%nWith --json:",
                "  member? (member, name, country, class, status, active, connected, lead, since, "
                        + "key, votes, nodes [node, key], people [name, rights], partnerships, "
                        + "mandates)",
                "  application? (member, name, country, class, phase, applied, screening?, "
                        + "comments, comment_until?, closes?, ended?, "
                        + "tally, yes, no, abstain, electorate, "
                        + "declaration?)",
                "  screening? (result, by, at, method, reasons?)",
                "  comment? (by, at, text?)",
                "  vote? (member, choice)"
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "ID", description = "the member's or the applicant's id")
        private String id = "";

        @Override
        public void run() {
            var wanted = new MemberId(id);
            try (var by = Access.of(globals.home())) {
                var state = by.state();
                var member = Optional.ofNullable(state.members().get(wanted));
                var application = Optional.ofNullable(state.applications().get(wanted));
                if (member.isEmpty() && application.isEmpty()) {
                    throw new org.foedus.core.error.FoedusException(
                            org.foedus.core.error.ErrorCode.NOT_FOUND,
                            "there is no member and no applicant " + wanted + ": foedus members");
                }
                var output = globals.output();
                member.ifPresent(m -> MemberText.say(output, state, m));
                member.ifPresent(m ->
                        output.event(
                                "member",
                                fields -> {
                                    fill(fields, state, m);
                                    MemberText.fill(fields, state, m);
                                }));
                application.ifPresent(a -> show(by, output, a));
            }
        }

        private static void show(Access by, Output output, Application application) {
            MemberText.say(output, application);
            var declaration = by.texts().declaration(application);
            declaration.ifPresent(d -> output.say("declares   " + d));
            output.event(
                    "application",
                    fields -> {
                        fill(fields, application);
                        declaration.ifPresent(d -> fields.put("declaration", d));
                    });
            application
                    .screening()
                    .ifPresent(s -> {
                        var reasons = s.reasons().flatMap(d -> Writing.read(by, d));
                        reasons.ifPresent(r -> output.say("reasons    " + r));
                        output.event(
                                "screening",
                                fields -> {
                                    fields.put("result", Phrase.label(s.result()))
                                            .put("by", s.by().value())
                                            .put("at", s.at().toString())
                                            .put("method", s.method());
                                    reasons.ifPresent(r -> fields.put("reasons", r));
                                });
                    });
            application.poll().ifPresent(p -> PollText.votes(output, p, application.ended()));
            PollText.comments(by, output, application.remarks());
        }
    }

    /// `foedus screen`.
    @Command(
            name = "screen",
            description =
                    "Put on record whether the law lets the alliance have an applicant: as the"
                            + " lead, or as a screener whom the charter names.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus screen india --result clear --by \"EU and UN lists of 3 May\" --home"
                        + " ./brazil",
                "  foedus screen india --result flagged --by \"the lawyer\" --reasons - < why.txt",
                "%nWith --json:",
                "  screened (applicant, result, method, phase, reasons?)"
            })
    static final class Screen implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "APPLICANT", description = "the applicant's id")
        private String applicant = "";

        @Option(
                names = "--result",
                required = true,
                paramLabel = "clear|flagged|not-screened",
                completionCandidates = Words.Screenings.class,
                description = "what was found; not-screened: nobody looked")
        private String result = "";

        @Option(
                names = "--by",
                required = true,
                paramLabel = "WHAT",
                description = "what looked: a service, lists and their date, a person")
        private String method = "";

        @Option(
                names = "--reasons",
                paramLabel = "FILE|-",
                description = "a text for the operator, the screeners and the applicant alone")
        private Optional<String> reasons = Optional.empty();

        @Override
        public void run() {
            var found = Phrase.choose("--result", result, Screening.Result.values());
            var id = new MemberId(applicant);
            var text = reasons.map(Inputs::textOf);
            try (var by = Access.signing(globals.home())) {
                var body = text.map(t -> Writing.text("reasons", t, readers(by.state(), id)));
                by.submit(
                        h ->
                                new MembershipClaim.Screen(
                                        h, id, found, method, body.map(Body::digest)),
                        body.stream().toList());
                var phase =
                        Optional.ofNullable(by.state().applications().get(id))
                                .map(a -> Phrase.words(a.phase()))
                                .orElse("");
                globals.output()
                        .say(id + " is screened: " + Phrase.words(found) + "; it is in " + phase);
                globals.output()
                        .event(
                                "screened",
                                fields -> {
                                    fields.put("applicant", id.value())
                                            .put("result", Phrase.label(found))
                                            .put("method", method)
                                            .put("phase", phase);
                                    body.ifPresent(b -> fields.put("reasons", b.digest().hex()));
                                });
            }
        }

        private static java.util.SortedSet<String> readers(
                AllianceState state, MemberId applicant) {
            var readers = new TreeSet<>(List.of("operator", "subject:" + applicant));
            state.members().keySet().stream()
                    .filter(state::screens)
                    .forEach(m -> readers.add("subject:" + m));
            return readers;
        }
    }
}
