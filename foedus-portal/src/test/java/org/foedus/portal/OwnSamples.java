package org.foedus.portal;

import static org.foedus.portal.Samples.EVIL;
import static org.foedus.portal.Samples.MEMBERS;
import static org.foedus.portal.Samples.NOW;
import static org.foedus.portal.Samples.ROOT;
import static org.foedus.portal.Samples.SHA;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.mandate.Report;
import org.foedus.core.run.RunPlan;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// Pages of a member's own machine to test with, by name.
final class OwnSamples {
    private static final String PAYLOAD =
            """
            {
              "alliance" : "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9",
              "at" : "2026-11-23T14:05:00Z",
              "choice" : "yes",
              "proposal" : "charter-2",
              "sequence" : 17,
              "type" : "ballot/1"
            }\
            """;

    private OwnSamples() {}

    static Frame frame(Language language) {
        return frame(language, List.of());
    }

    private static Frame frame(Language language, List<Offer> offers) {
        var heard = NOW.minus(Duration.ofMinutes(7));
        return new Frame(
                "Alliance for Shared AI",
                MEMBERS.getFirst().name(),
                true,
                1_284,
                ROOT,
                "",
                language,
                new Seat("ticket", 3, offers, heard, null, List.of()));
    }

    /// As on the page of a question, or of a mandate.
    static Frame acting(Language language) {
        return frame(language, List.of(vote("charter-2"), comment(), report("shared-lungs")));
    }

    static Frame evil(Language language) {
        var trouble = Said.plain(EVIL);
        var seat =
                new Seat(
                        EVIL,
                        3,
                        List.of(vote(EVIL), report(EVIL)),
                        null,
                        trouble,
                        List.of(new Seat.Alarm(Said.of("alarm.rules", "entry", 7), EVIL)));
        return new Frame(EVIL, EVIL, true, -1, EVIL, "/a", language, seat);
    }

    private static Offer vote(String subject) {
        var choices = new EnumMap<Ask, List<Offer.Choice>>(Ask.class);
        choices.put(Ask.VOTE, words(Choice.values()));
        choices.put(
                Ask.KEY,
                List.of(
                        new Offer.Choice("organisation", Said.of("key.organisation", "name", "br")),
                        new Offer.Choice("person-ana", Said.of("key.person", "name", "ana"))));
        return new Offer(Act.VOTE_ON_PROPOSAL, subject, choices);
    }

    private static Offer comment() {
        return new Offer(Act.COMMENT_ON_PROPOSAL, "charter-2", Map.of());
    }

    private static Offer report(String subject) {
        var choices = new EnumMap<Ask, List<Offer.Choice>>(Ask.class);
        choices.put(
                Ask.TASK,
                List.of(
                        new Offer.Choice("0", Said.of("choice.whole")),
                        new Offer.Choice(
                                "1", Said.of("choice.task", "n", 1, "title", "Prepare the data"))));
        choices.put(Ask.PROGRESS, words(Report.Progress.values()));
        return new Offer(Act.REPORT, subject, choices);
    }

    private static List<Offer.Choice> words(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(v -> new Offer.Choice(v.name().toLowerCase(Locale.ROOT), Said.word(v)))
                .toList();
    }

    static SortedMap<String, OwnPage> usual() {
        var pages = new TreeMap<String, OwnPage>();
        pages.put("start", new OwnPage.Start(null, "foedus open --home node", List.of()));
        pages.put(
                "locked",
                new OwnPage.Start(
                        Said.of("start.idle"),
                        "foedus open --home node",
                        List.of(
                                new OwnPage.Answer(
                                        Ask.TEXT, Said.plain("Two of three are ready.")))));
        pages.put("inbox", inbox("charter-2", "A longer time to apply again"));
        pages.put("confirm", confirm("charter-2", "A longer time to apply again", PAYLOAD, null));
        pages.put("done", done());
        pages.put(
                "refused",
                new OwnPage.Refused(
                        Act.CHECK,
                        "shared-lungs",
                        Said.plain("A shared view of lungs"),
                        new OwnPage.Refusal(
                                "FOUR_EYES",
                                "who did it, or leads it, does not check it",
                                "let another voting member check it: `foedus mandate check`"),
                        List.of(
                                new OwnPage.Answer(
                                        Ask.NOTE, Said.plain("The pictures are there.")))));
        pages.put("fill", fill("shared-lungs", "A shared view of lungs"));
        pages.put("machine", new OwnPage.Overview(machine("br-1")));
        pages.put("data", data("fashion-mnist"));
        pages.put("approvals", approvals("run by lead"));
        pages.put("jobs", jobs("the deadline had passed"));
        pages.put("sent", sent("r-2026-11-22-a"));
        pages.put("doctor", doctor("free at /home/ana/brazil"));
        pages.putAll(OpeningSamples.pages("We meet in Rome"));
        return pages;
    }

    static SortedMap<String, OwnPage> empty() {
        var pages = new TreeMap<String, OwnPage>();
        pages.put("inbox", new OwnPage.Waiting(List.of()));
        pages.put("data", new OwnPage.Data(List.of()));
        pages.put("approvals", new OwnPage.Approvals(List.of(), List.of(), List.of()));
        pages.put("jobs", new OwnPage.Jobs(List.of()));
        pages.put("sent", new OwnPage.Sent(List.of(), Paging.of(1, 0), "", List.of()));
        return pages;
    }

    static SortedMap<String, OwnPage> evil() {
        var pages = new TreeMap<String, OwnPage>();
        pages.put("inbox", inbox(EVIL, EVIL));
        pages.put("confirm", confirm(EVIL, EVIL, EVIL, EVIL));
        pages.put("fill", fill(EVIL, EVIL));
        pages.put("refused", refused(EVIL));
        pages.put("machine", new OwnPage.Overview(machine(EVIL)));
        pages.put("data", data(EVIL));
        pages.put("approvals", approvals(EVIL));
        pages.put("jobs", jobs(EVIL));
        pages.put("sent", sent(EVIL));
        pages.put("doctor", doctor(EVIL));
        pages.putAll(OpeningSamples.pages(EVIL));
        return pages;
    }

    private static OwnPage refused(String text) {
        return new OwnPage.Refused(
                Act.CHECK,
                text,
                Said.plain(text),
                new OwnPage.Refusal(text, text, text),
                List.of(new OwnPage.Answer(Ask.NOTE, Said.plain(text))));
    }

    private static OwnPage inbox(String subject, String title) {
        return new OwnPage.Waiting(
                List.of(
                        new OwnPage.Item(
                                Inbox.Kind.TASK_DUE,
                                subject,
                                title,
                                2,
                                NOW.minus(Duration.ofDays(9)),
                                NOW.minus(Duration.ofDays(2)),
                                true),
                        new OwnPage.Item(
                                Inbox.Kind.VOTE_ON_PROPOSAL,
                                subject,
                                title,
                                null,
                                NOW.minus(Duration.ofDays(3)),
                                NOW.plus(Duration.ofDays(4)),
                                false),
                        new OwnPage.Item(
                                Inbox.Kind.DECIDE_ON_RUN, subject, title, null, NOW, null, false)));
    }

    private static OwnPage confirm(
            String subject, String title, String payload, @Nullable String text) {
        return new OwnPage.Confirm(
                Act.VOTE_ON_PROPOSAL,
                subject,
                Said.plain(title),
                List.of(new OwnPage.Answer(Ask.VOTE, Said.word(Choice.YES))),
                payload,
                SHA,
                text,
                Said.of("key.organisation", "name", subject),
                ROOT,
                "hub.example.org:8443",
                ROOT,
                "token",
                NOW.plus(Duration.ofMinutes(10)),
                false);
    }

    private static OwnPage done() {
        return new OwnPage.Done(
                Act.VOTE_ON_PROPOSAL,
                "charter-2",
                Said.plain("A longer time to apply again"),
                1_285L,
                false,
                true,
                null);
    }

    private static OwnPage fill(String subject, String title) {
        var answers = new TreeMap<Ask, String>();
        answers.put(Ask.PROGRESS, "done");
        answers.put(Ask.TEXT, title);
        return new OwnPage.Fill(
                report(subject),
                Said.plain(title),
                answers,
                List.of(
                        new Fault(Ask.TEXT, Said.of("fault.signs")),
                        new Fault(Ask.EVIDENCE, Said.of("fault.digests", "most", 32))),
                null);
    }

    private static MachineView machine(String text) {
        return new MachineView(
                text,
                MEMBERS.getFirst(),
                false,
                text,
                ROOT,
                1_284,
                NOW.minusSeconds(30),
                2,
                List.of(new MachineView.Standing(text, "lead == \"br\"", NOW, true)),
                List.of(
                        new MachineView.Key(Said.of("key.node", "name", text), ROOT, true),
                        new MachineView.Key(Said.of("key.person", "name", text), SHA, false)),
                2,
                1,
                4,
                318);
    }

    private static OwnPage data(String text) {
        return new OwnPage.Data(
                List.of(
                        new MachineView.Dataset(
                                text,
                                "idx",
                                List.of(
                                        new MachineView.File(text + "-images.gz", 26_421_880L),
                                        new MachineView.File(text + "-labels.gz", null)),
                                "lead br, until 2027-06-30T00:00:00Z",
                                false),
                        new MachineView.Dataset(
                                "held-out",
                                "csv",
                                List.of(new MachineView.File("held-out.csv", 5_148_000L)),
                                "any lead",
                                true)));
    }

    private static OwnPage approvals(String text) {
        return new OwnPage.Approvals(
                List.of(plan(text)),
                List.of(
                        new MachineView.Standing(text, "lead == \"br\"", NOW, true),
                        new MachineView.Standing("spring", "run_steps <= 10000", NOW, false)),
                List.of(new Offer(Act.GIVE_STANDING, "", Map.of())));
    }

    private static PlanView plan(String text) {
        return new PlanView(
                Samples.runView(3, 30),
                MEMBERS.get(1),
                "To tell garments apart. " + text,
                "fashion-mnist",
                false,
                "mlp",
                30,
                50,
                2,
                List.of("br", text),
                null,
                SHA,
                RunView.Consent.PENDING,
                "",
                PlanView.Verdict.ASKS,
                text,
                List.of(
                        new PlanView.Reason("plan.rounds <= 20", "false"),
                        new PlanView.Reason("\"br\" in plan.auditors", "true")),
                List.of("dataset fashion-mnist: " + text),
                List.of(
                        Said.of("approvals.train.unfit", "why", text),
                        Said.of(
                                "approvals.evaluate.fits",
                                "dataset",
                                "held-out",
                                "n",
                                413,
                                "values",
                                30,
                                "classes",
                                "0: 212, 1: 201"),
                        Said.of(
                                "approvals.train.fits",
                                "dataset",
                                "trainers",
                                "n",
                                413,
                                "values",
                                30,
                                "classes",
                                "0: 212, 1: 201",
                                "held",
                                41),
                        Said.of("approvals.outside", "until", NOW)),
                false,
                List.of(
                        new Offer(Act.APPROVE_WORK, text, Map.of()),
                        new Offer(
                                Act.APPROVE_SMALL,
                                text,
                                Map.of(
                                        Ask.REVEALS_UPDATES,
                                        List.of(
                                                new Offer.Choice(
                                                        "accepted",
                                                        Said.word(RunPlan.Acceptance.ACCEPTED))))),
                        new Offer(Act.REFUSE_WORK, text, Map.of())));
    }

    private static OwnPage jobs(String why) {
        return new OwnPage.Jobs(
                List.of(
                        new JobView(
                                Samples.runView(3, 30),
                                RunView.Consent.GIVEN,
                                List.of(
                                        new JobView.Round(3, RunView.PartKind.WAITING, ""),
                                        new JobView.Round(2, RunView.PartKind.EXCLUDED, why),
                                        new JobView.Round(1, RunView.PartKind.INCLUDED, "")),
                                12_000L,
                                1_234_567,
                                2_345_678)));
    }

    private static OwnPage sent(String run) {
        return new OwnPage.Sent(
                List.of(
                        new SentView(
                                NOW,
                                "update",
                                run,
                                "rule night, 9f86d081",
                                407_080,
                                0,
                                "moved",
                                null),
                        new SentView(NOW, "work-done/1", run, run, 1_021, 0, "accepted", 1_283L),
                        new SentView(NOW, "vote/1", "", "", 311, 0, "accepted", 1_284L)),
                Paging.of(2, 318),
                run,
                List.of(run, "r-2026-11-21-c"));
    }

    private static OwnPage doctor(String text) {
        return new OwnPage.Doctor(
                List.of(
                        new Check(Check.Verdict.FAIL, Check.What.HUB, "HUB_UNREACHABLE", text),
                        new Check(Check.Verdict.WARN, Check.What.CLOCK, null, text),
                        new Check(Check.Verdict.OK, Check.What.DISK, null, text)));
    }
}
