package org.foedus.cli;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Subject;
import org.foedus.cli.alliance.Writing;
import org.foedus.core.alliance.Choice;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.vote.Poll;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// What voters say: votes, conflicts of interest, comments.
final class VoteCommands {
    private VoteCommands() {}

    /// What somebody votes on.
    static final class About {
        @Option(
                names = "--applicant",
                paramLabel = "ID",
                description = "the applicant; only where a proposal has the same name")
        private Optional<String> applicant = Optional.empty();

        @Option(
                names = "--proposal",
                paramLabel = "ID",
                description = "the proposal; only where an applicant has the same name")
        private Optional<String> proposal = Optional.empty();

        Subject in(Access by, Optional<String> name) {
            return Subject.find(by.state(), name, applicant, proposal);
        }
    }

    private static void fill(ObjectNode fields, Subject subject) {
        subject.applicant().ifPresent(a -> fields.put("applicant", a.value()));
        subject.proposal().ifPresent(p -> fields.put("proposal", p.value()));
    }

    /// `foedus vote`.
    @Command(
            name = "vote",
            description = "Vote on an application or on a proposal; the last vote counts.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus vote india yes --home ./brazil",
                "  foedus vote suspend-china no --home ./brazil",
                "  foedus vote yes --applicant india --home ./brazil",
                "%nWith --json:",
                "  voted (applicant?, proposal?, choice, outcome)"
            })
    static final class Vote implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();
        @Mixin private About about = new About();

        @Parameters(
                arity = "1..2",
                paramLabel = "[SUBJECT] yes|no|abstain",
                completionCandidates = Words.Votes.class,
                description = "the applicant's or the proposal's id, and the vote")
        private List<String> words = List.of();

        @Override
        public void run() {
            var choice = Phrase.choose("the vote", words.getLast(), Choice.values());
            var name = words.size() == 2 ? Optional.of(words.getFirst()) : Optional.<String>empty();
            try (var by = signing.open(globals)) {
                var subject = about.in(by, name);
                var output = globals.output();
                var recovery = subject.recovery(by.state());
                recovery.ifPresent(m -> MatterText.compare(m).forEach(output::progress));
                by.submit(h -> ballot(h, subject, choice), List.of());
                var outcome = subject.outcome(by.state());
                recovery.filter(_ -> choice == Choice.YES && outcome.equals("open"))
                        .ifPresent(_ ->
                                output.progress(
                                        "If that is not the key which its people read to you: vote"
                                                + " no, the last vote counts."));
                output.say(
                        "voted "
                                + Phrase.label(choice)
                                + " on "
                                + subject.inWords()
                                + ": "
                                + outcome);
                subject.poll(by.state())
                        .filter(_ -> outcome.equals("open"))
                        .ifPresent(p -> output.progress(standing(p)));
                output.event(
                        "voted",
                        fields -> {
                            fill(fields, subject);
                            fields.put("choice", Phrase.label(choice)).put("outcome", outcome);
                        });
            }
        }

        private static Claim ballot(Claim.Header header, Subject subject, Choice choice) {
            return subject.applicant()
                    .<Claim>map(a -> new Claim.Vote(header, a, choice))
                    .orElseGet(() ->
                            new VotingClaim.Ballot(
                                    header, subject.proposal().orElseThrow(), choice));
        }
    }

    /// How a vote stands.
    static String standing(Poll poll) {
        return poll.basis() + "; it closes " + Phrase.minute(poll.closes());
    }

    /// `foedus recuse`.
    @Command(
            name = "recuse",
            description =
                    "Declare a conflict of interest: the member neither votes on it nor counts for"
                            + " the quorum. It cannot be taken back.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus recuse india --reason \"we share a project\" --home ./brazil",
                "%nWith --json:",
                "  recused (applicant?, proposal?, reason)"
            })
    static final class Recuse implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();
        @Mixin private About about = new About();

        @Parameters(
                arity = "0..1",
                paramLabel = "SUBJECT",
                description = "the applicant's or the proposal's id")
        private Optional<String> name = Optional.empty();

        @Option(names = "--reason", required = true, description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            try (var by = signing.open(globals)) {
                var subject = about.in(by, name);
                by.submit(
                        h ->
                                new VotingClaim.Recuse(
                                        h, subject.applicant(), subject.proposal(), reason),
                        List.of());
                globals.output().say("a conflict of interest is on record in " + subject.inWords());
                globals.output()
                        .event(
                                "recused",
                                fields -> {
                                    fill(fields, subject);
                                    fields.put("reason", reason);
                                });
            }
        }
    }

    /// `foedus comment`.
    @Command(
            name = "comment",
            description =
                    "Say something about an application or a proposal, for every member to read."
                            + " The ledger holds its digest only, so that it can be erased.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus comment --applicant india \"We know their work.\" --home ./brazil",
                "  foedus comment --proposal suspend-china - --home ./brazil < reasons.txt",
                "%nWith --json:",
                "  commented (applicant?, proposal?, text)"
            })
    static final class Comment implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();
        @Mixin private About about = new About();

        @Parameters(paramLabel = "TEXT", description = "the text, or - for standard input")
        private String text = "";

        @Override
        public void run() {
            var body =
                    Writing.text(
                            "comment",
                            Inputs.text(text),
                            new TreeSet<>(java.util.Set.of("member")));
            try (var by = signing.open(globals)) {
                var subject = about.in(by, Optional.empty());
                by.submit(
                        h ->
                                new MembershipClaim.Comment(
                                        h, subject.applicant(), subject.proposal(), body.digest()),
                        List.of(body));
                globals.output().say("commented on " + subject.inWords());
                globals.output()
                        .event(
                                "commented",
                                fields -> {
                                    fill(fields, subject);
                                    fields.put("text", body.digest().hex());
                                });
            }
        }
    }
}
