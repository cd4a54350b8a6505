package org.foedus.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.cli.alliance.Launching;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.ProgrammeId;

/// The part of [History] in which mandates are given, reported on and checked: one at least in each
/// column of the board.
final class PastMandates {
    static final MandateId CENSUS = new MandateId("data-census");
    static final MandateId SORTING = new MandateId("sorting-trial");

    /// So soon that it is overdue before the history ends.
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private final Company all;

    PastMandates(Company all) {
        this.all = all;
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant in(int days) {
        return in(Duration.ofDays(days));
    }

    private void publish(
            int issuer, MandateId id, String title, String text, int lead, Instant due) {
        publish(issuer, id, title, text, lead, due, List.of(), Optional.empty());
    }

    private void publish(
            int issuer,
            MandateId id,
            String title,
            String text,
            int lead,
            Instant due,
            List<Mandate.Task> tasks,
            Optional<MandateTerms> terms) {
        Launching.publish(
                all.by(issuer), new Instruction(id, title, text, all.id(lead), due, tasks, terms));
    }

    private void acknowledge(int by, MandateId id) {
        all.submit(by, h -> new MandateClaim.AcknowledgeMandate(h, id));
    }

    private void report(
            int by, MandateId id, Optional<Integer> task, Report.Progress progress, String text) {
        all.submit(by, h -> new MandateClaim.Report(h, id, task, progress, text, List.of()));
    }

    private void done(int by, MandateId id, String text) {
        report(by, id, Optional.empty(), Report.Progress.DONE, text);
    }

    private void check(int by, MandateId id, int report, Report.Finding finding, String reason) {
        all.submit(by, h -> new MandateClaim.CheckReport(h, id, report, finding, reason));
    }

    /// What came to its end.
    void finished() {
        var benchmarks = new MandateId("first-benchmarks");
        publish(
                0,
                benchmarks,
                "Measure the first model on each member's data",
                "Each member measures the first model on data that nobody trained with, and says"
                        + " where it fails.",
                2,
                in(25));
        acknowledge(2, benchmarks);
        done(2, benchmarks, "Measured at all members; the worst class is the shirt.");
        check(1, benchmarks, 1, Report.Finding.VERIFIED, "Measured again here: the same.");

        var glossary = new MandateId("glossary");
        publish(0, glossary, "One glossary in six languages", "One word each.", 1, in(15));
        done(1, glossary, "Four of six languages are done.");
        check(2, glossary, 1, Report.Finding.PARTLY, "Hindi and Russian are missing.");

        var mirror = new MandateId("second-mirror");
        publish(0, mirror, "A second mirror of the models", "On another continent.", 2, in(15));
        done(2, mirror, "The machine did not come.");
        check(1, mirror, 1, Report.Finding.NOT_FULFILLED, "There is no mirror.");

        var visit = new MandateId("meeting-in-spring");
        publish(0, visit, "Meet in spring", "In person, at the lead's.", 0, in(90));
        all.submit(0, h -> new MandateClaim.CancelMandate(h, visit, "We meet by video instead."));

        var old = new MandateId("privacy-notes");
        publish(0, old, "Notes on privacy", "Collect what members know.", 1, in(30));
        publish(
                0,
                new MandateId("privacy-guide"),
                "A guide to privacy in shared training",
                "What an update can betray, what stands between, and what each member checks before"
                        + " it consents.",
                1,
                in(45),
                List.of(
                        new Mandate.Task("Collect what members know", in(10)),
                        new Mandate.Task("Write the guide", in(40))),
                Optional.of(terms(Optional.empty(), Optional.of(old))));
        all.say("five mandates end: fulfilled, in part, not, cancelled, superseded");
    }

    private MandateTerms terms(Optional<ProgrammeId> programme, Optional<MandateId> supersedes) {
        return new MandateTerms(
                "en",
                new TreeMap<>(
                        Map.of(
                                "it",
                                new MandateTerms.Translation(
                                        "Una guida alla riservatezza",
                                        "Che cosa può tradire un aggiornamento, e che cosa"
                                                + " controlla ogni membro prima di acconsentire."),
                                "zh",
                                new MandateTerms.Translation(
                                        "共同训练的隐私指南", "更新可能泄露什么，有哪些防护，以及每个成员同意之前检查什么。"))),
                "head of data protection",
                new TreeSet<>(List.of(all.id(2))),
                Optional.of(Duration.ofDays(7)),
                MandateTerms.Priority.OPERATIVE,
                programme,
                "Each member has used it once.",
                supersedes);
    }

    /// What goes on, and what waits for somebody.
    void open() {
        publish(
                0,
                CENSUS,
                "A census of the data that members have",
                "What each member holds, under which law, and who may ask for it. Numbers only.",
                1,
                in(30),
                List.of(
                        new Mandate.Task("Agree on the questions", in(7)),
                        new Mandate.Task("Answer them", in(25), Optional.of(all.id(2)))),
                Optional.empty());
        acknowledge(1, CENSUS);
        all.submit(
                1,
                h ->
                        new MandateClaim.AskExtension(
                                h,
                                CENSUS,
                                Optional.empty(),
                                in(60),
                                "Two members wait for their ethics boards."));
        all.say("a census of data is asked more time for; the lead is to answer");

        var cards = new MandateId("translate-cards");
        publish(
                1,
                cards,
                "Model cards in six languages",
                "Each card in each language of the alliance, checked by a second member.",
                2,
                in(40));
        acknowledge(2, cards);

        var review = new MandateId("red-team");
        publish(0, review, "Attack our own first model", "Before others do.", 1, in(20));
        acknowledge(1, review);
        done(1, review, "Three attacks tried; the report is at every member.");
        all.say("a report waits for the lead's check");

        var returned = new MandateId("energy-figures");
        publish(0, returned, "How much energy a round takes", "Measured.", 2, in(12));
        done(2, returned, "About as much as a kettle.");
        check(1, returned, 1, Report.Finding.RETURNED, "Figures, please, with the method.");

        publish(
                1,
                new MandateId("press-kit"),
                "A page for the press",
                "Who we are, what we train, whom to ask.",
                0,
                in(AT_ONCE));
        all.say("one mandate is returned to its lead, one overdue in a moment");

        publish(
                0,
                SORTING,
                "A trial of sorting worn textiles",
                "Train one model at the partners, and measure it in each of their halls.",
                0,
                in(80),
                List.of(
                        new Mandate.Task("Check data and policies", in(20)),
                        new Mandate.Task("Train for two rounds", in(50))),
                Optional.of(terms(Optional.of(PastVotes.TEXTILES_PROGRAMME), Optional.empty())));
    }

    /// The first mandate, whose run is over.
    void clothes(MandateId id) {
        report(0, id, Optional.of(1), Report.Progress.DONE, "All members' data are ready.");
        check(1, id, 1, Report.Finding.VERIFIED, "Ours are; so say the others.");
        report(0, id, Optional.of(2), Report.Progress.DONE, "The run is finished.");
        all.say("the first mandate's tasks are reported; one is verified");
    }
}
