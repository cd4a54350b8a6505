package org.foedus.cli;

import java.time.Instant;
import java.util.concurrent.Callable;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `foedus inbox`.
@Command(
        name = "inbox",
        description =
                "Show what waits for this member, the most urgent first, each with the command that"
                        + " does it. It is computed from the ledger: nothing is sent.",
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus inbox --home ./brazil",
            "%nWith --json:",
            "  item? (kind, subject, number?, since, due?, overdue, command)"
        })
final class InboxCommand implements Callable<Integer> {
    @Mixin private Globals globals = new Globals();

    @Option(
            names = "--exit-code",
            description = "end with 1 where something waits, for scripts (default: with 0)")
    private boolean exitCode;

    @Override
    public Integer call() {
        var now = WallClock.real().instant();
        try (var by = Access.of(globals.home())) {
            var member =
                    by.session()
                            .member()
                            .orElseThrow(() ->
                                    new FoedusException(
                                            ErrorCode.NOT_FOUND,
                                            "the operator has no inbox: only members have one"));
            var output = globals.output();
            var table = new Table("DUE", "WHAT", "ABOUT", "DO");
            var items = Inbox.of(by.state(), member, now);
            for (var item : items) {
                table.row(
                        due(item, now),
                        Phrase.words(item.kind()),
                        about(item),
                        "foedus " + command(item));
                output.event(
                        "item",
                        fields -> {
                            fields.put("kind", Phrase.label(item.kind()))
                                    .put("subject", item.subject());
                            item.number().ifPresent(n -> fields.put("number", n));
                            fields.put("since", item.since().toString());
                            item.due().ifPresent(t -> fields.put("due", t.toString()));
                            fields.put("overdue", item.overdue(now)).put("command", command(item));
                        });
            }
            table.say(output, "nothing waits for " + member);
            return exitCode && !items.isEmpty() ? 1 : 0;
        }
    }

    private static String due(Inbox.Item item, Instant now) {
        return item.due()
                .map(t -> Phrase.minute(t) + (item.overdue(now) ? ", overdue" : ""))
                .orElse("-");
    }

    private static String about(Inbox.Item item) {
        var subject =
                switch (item.kind()) {
                    case KEY_ENDS, CONFIRM_RECOVERY -> item.subject().substring(0, 8) + "…";
                    case KEY_AT_STAKE,
                            SCREEN,
                            VOTE_ON_APPLICANT,
                            VOTE_ON_PROPOSAL,
                            SIGN_PARTNERSHIP,
                            PARTNERSHIP_ENDS,
                            ACKNOWLEDGE_MANDATE,
                            MANDATE_DUE,
                            TASK_DUE,
                            REPORT_MANDATE,
                            ANSWER_EXTENSION,
                            CHECK_REPORT,
                            DECIDE_ON_RUN ->
                            item.subject();
                };
        return subject + item.number().map(n -> " " + n).orElse("");
    }

    /// What does it, without `--home`.
    private static String command(Inbox.Item item) {
        var subject = item.subject();
        var number = item.number().map(n -> " " + n).orElse("");
        return switch (item.kind()) {
            case KEY_AT_STAKE -> "proposal stop " + subject;
            case SCREEN -> "screen " + subject + " --result … --by …";
            case VOTE_ON_APPLICANT -> "vote --applicant " + subject + " yes|no|abstain";
            case VOTE_ON_PROPOSAL -> "vote --proposal " + subject + " yes|no|abstain";
            case CONFIRM_RECOVERY -> "recovery confirm";
            case SIGN_PARTNERSHIP -> "partnership sign " + subject;
            case PARTNERSHIP_ENDS -> "partnership show " + subject;
            case ACKNOWLEDGE_MANDATE -> "mandate acknowledge " + subject;
            case MANDATE_DUE, REPORT_MANDATE -> "mandate report " + subject + " --progress …";
            case TASK_DUE -> "mandate report " + subject + " --task" + number + " --progress …";
            case ANSWER_EXTENSION -> "mandate answer " + subject + number + " granted|refused";
            case CHECK_REPORT -> "mandate check " + subject + number + " verified|returned";
            case DECIDE_ON_RUN -> "node review";
            case KEY_ENDS -> "key list";
        };
    }
}
