package org.foedus.portal;

import static org.foedus.portal.Samples.EVIL;
import static org.foedus.portal.Samples.NOW;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Governance;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Mark;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.Partnership.Terms;
import org.foedus.core.partnership.Programme;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;
import org.foedus.protocol.form.Difference;
import org.jspecify.annotations.Nullable;

/// Pages of the governance to test with, in the order of [#NAMES].
final class GovernanceSamples {
    static final List<String> NAMES =
            List.of(
                    "member",
                    "decisions",
                    "decision",
                    "charter",
                    "partnerships",
                    "partnership",
                    "programmes",
                    "programme",
                    "board",
                    "calendar");

    private static final AdmissionRule RULE = new AdmissionRule(.5, .5);
    private static final Governance GOVERNS = Governance.of(RULE);
    private static final Paging FEW = Paging.of(1, 3);
    private static final Paging MANY = Paging.of(2, 312);

    private GovernanceSamples() {}

    static List<Page> usual() {
        var members = Samples.MEMBERS;
        var poll = poll(members, 3, 1, 1);
        var first = members.getFirst();
        var amend =
                decision(
                        "p-7",
                        Kind.AMEND,
                        "Um período de comentários de duas semanas",
                        first,
                        poll);
        var done = Proposal.Outcome.PASSED;
        var past =
                new DecisionView("p-3", Kind.MANDATE, "Garments 2026", first, NOW, done, NOW, poll);
        var screened =
                new ApplicationView.Screened(
                        first, NOW, Screening.Result.CLEAR, "EU and UN lists of 20 Nov 2026");
        var application =
                new ApplicationView(
                        members.get(4),
                        MemberClass.FULL,
                        Application.Phase.VOTE,
                        NOW.minus(Duration.ofDays(12)),
                        Screening.Result.CLEAR,
                        NOW.plus(Duration.ofDays(2)));
        var mandates = Samples.mandates().mandates();
        var terms =
                new Partnership.Terms(
                        "Radiologia sem fronteiras",
                        "A classifier for chest X-rays that each hospital can trust.\n\nNo picture"
                                + " leaves its hospital.",
                        List.of("x-rays"),
                        List.of("resnet-18"),
                        "Brazil 2 × H100, Italy 1 × A100");
        return List.of(
                Page.Member.of(
                        new MemberView.Full(
                                members.get(4),
                                member(members.get(4)),
                                new ApplicationView.Story(
                                        application, screened, 2, NOW, poll, null),
                                1,
                                2,
                                List.of(new RunView.Link("a", "Radiologia sem fronteiras")),
                                List.of(new RunView.Link("b", "Shared diagnostics")),
                                mandates,
                                List.of(past)),
                        1),
                new Page.Decisions(
                        List.of(
                                amend,
                                decision(
                                        "it",
                                        Kind.ADMIT,
                                        members.get(4).name(),
                                        members.get(4),
                                        poll)),
                        List.of(past),
                        MANY),
                Page.Decision.of(
                        new DecisionView.Full(
                                amend,
                                "Two weeks give every association time to ask its own people.",
                                Said.of("matter.amend", "version", 1),
                                null,
                                4,
                                null,
                                null,
                                draft(members.get(1))),
                        1),
                new Page.CharterPage(charter(2, members)),
                new Page.Partnerships(
                        List.of(
                                partnership("Radiologia sem fronteiras", members),
                                partnership(null, members.subList(0, 2))),
                        FEW),
                new Page.PartnershipPage(full("Radiologia sem fronteiras", members, terms)),
                new Page.Programmes(List.of(programme(first)), FEW),
                new Page.ProgrammePage(
                        new ProgrammeView.Full(
                                programme(first),
                                "Diagnosis that works as well in Manaus as in Milan.",
                                NOW,
                                mandates,
                                List.of(Samples.runView(3, 9)),
                                List.of(
                                        new ProgrammeView.Deliverable(
                                                Programme.Sort.PUBLICATION,
                                                "Federated reading of X-rays",
                                                "doi:10.1000/182",
                                                Samples.SHA,
                                                first,
                                                NOW)))),
                new Page.Board(
                        List.of(
                                new Page.Column(
                                        MandateStatus.IN_FORCE, 14, List.of(mandates.get(1))),
                                new Page.Column(
                                        MandateStatus.IN_PROGRESS, 1, List.of(mandates.get(0))),
                                new Page.Column(
                                        MandateStatus.FULFILLED, 1, List.of(mandates.get(2))))),
                new Page.Calendar(
                        List.of(
                                due(DueView.What.MANDATE, -9, first),
                                due(DueView.What.TASK, 2, members.get(3)),
                                due(DueView.What.VOTE, 4, null),
                                due(DueView.What.PARTNERSHIP, 90, null)),
                        Paging.of(1, 4)));
    }

    private static DueView due(DueView.What what, int days, MemberView.@Nullable Ref who) {
        return new DueView(
                NOW.plus(Duration.ofDays(days)),
                what,
                "m-" + days,
                new Written("it", "Un testo di riferimento comune", new TreeMap<>()),
                who);
    }

    private static MemberView member(MemberView.Ref ref) {
        return new MemberView(
                ref,
                MemberClass.FULL,
                false,
                NOW.minus(Duration.ofDays(30)),
                Member.Status.ACTIVE,
                new MemberView.Node(true, NOW));
    }

    static PollView poll(List<MemberView.Ref> members, int yes, int no, int abstain) {
        var ballots = new java.util.ArrayList<PollView.Ballot>();
        for (int i = 0; i < members.size(); i++) {
            var choice =
                    i < yes
                            ? Choice.YES
                            : i < yes + no
                                    ? Choice.NO
                                    : i < yes + no + abstain ? Choice.ABSTAIN : null;
            ballots.add(new PollView.Ballot(members.get(i), 1, i == members.size() - 1, choice));
        }
        return new PollView(
                GOVERNS.rule(Kind.AMEND),
                new Poll.Tally(yes, no, abstain, members.size() - yes - no - abstain),
                new Fraction(1, 4),
                NOW.minus(Duration.ofDays(10)),
                NOW.plus(Duration.ofDays(4)),
                1,
                true,
                ballots);
    }

    private static DecisionView decision(
            String id, Kind kind, String title, MemberView.Ref by, PollView poll) {
        return new DecisionView(
                id,
                kind,
                title,
                by,
                NOW.minus(Duration.ofDays(3)),
                Proposal.Outcome.OPEN,
                null,
                poll);
    }

    private static CharterView charter(int version, List<MemberView.Ref> members) {
        var charter =
                new Charter(
                        "Alliance for Shared AI",
                        new MemberId("br"),
                        RULE,
                        Charter.MandateIssuers.FULL_MEMBERS,
                        List.of(),
                        Optional.of(GOVERNS));
        return new CharterView(
                version,
                2,
                charter,
                members.getFirst(),
                members.subList(0, 2),
                List.of(new CharterView.Weight(members.get(1), 3)),
                List.of(
                        new CharterView.Version(
                                2, new RunView.Link("p-2", "Observers are welcome"), NOW),
                        new CharterView.Version(1, null, null)));
    }

    private static PartnershipView partnership(
            @Nullable String title, List<MemberView.Ref> members) {
        return new PartnershipView(
                "x-ray",
                title,
                members,
                NOW.plus(Duration.ofDays(400)),
                Partnership.Status.IN_FORCE,
                members.size());
    }

    private static PartnershipView.Full full(
            @Nullable String title, List<MemberView.Ref> members, @Nullable Terms terms) {
        return new PartnershipView.Full(
                partnership(title, members),
                terms,
                Partnership.Results.PARTNERS,
                members.getFirst(),
                NOW,
                NOW,
                terms == null ? NOW : null,
                List.of(
                        new PartnershipView.Signature(members.getFirst(), NOW),
                        new PartnershipView.Signature(members.get(1), null)),
                List.of(programme(members.getFirst())),
                List.of(Samples.runView(3, 9)));
    }

    private static ProgrammeView programme(MemberView.Ref lead) {
        return new ProgrammeView(
                "diagnostics",
                "Shared diagnostics",
                lead,
                new RunView.Link("x-ray", "Radiologia sem fronteiras"),
                Programme.Status.ACTIVE,
                3,
                1);
    }

    static List<Page> empty() {
        var nobody = Samples.NOBODY;
        return List.of(
                Page.Member.of(
                        new MemberView.Full(
                                nobody, null, null, 1, 0, List.of(), List.of(), List.of(),
                                List.of()),
                        1),
                new Page.Decisions(List.of(), List.of(), Paging.of(1, 0)),
                Page.Decision.of(
                        new DecisionView.Full(
                                new DecisionView(
                                        "",
                                        Kind.RESOLVE,
                                        "",
                                        nobody,
                                        NOW,
                                        Proposal.Outcome.WITHDRAWN,
                                        NOW,
                                        null),
                                "",
                                Said.of("matter.resolve"),
                                null,
                                0),
                        1),
                new Page.CharterPage(
                        new CharterView(
                                1,
                                1,
                                new Charter(
                                        "a",
                                        new MemberId("a"),
                                        RULE,
                                        Charter.MandateIssuers.LEAD,
                                        List.of()),
                                nobody,
                                List.of(),
                                List.of(),
                                List.of(new CharterView.Version(1, null, null)))),
                new Page.Partnerships(List.of(), Paging.of(9, 0)),
                new Page.PartnershipPage(full(null, Samples.MEMBERS, null)),
                new Page.Programmes(List.of(), Paging.of(1, 0)),
                new Page.ProgrammePage(
                        new ProgrammeView.Full(
                                new ProgrammeView(
                                        "", "", nobody, null, Programme.Status.PLANNED, 0, 0),
                                "",
                                NOW,
                                List.of(),
                                List.of(),
                                List.of())),
                new Page.Board(List.of()),
                new Page.Calendar(List.of(), Paging.of(1, 0)));
    }

    static List<Page> evil() {
        var ref = new MemberView.Ref(EVIL, EVIL, EVIL);
        var refs = List.of(ref, ref);
        var link = new RunView.Link(EVIL, EVIL);
        var poll =
                new PollView(
                        GOVERNS.rule(Kind.EXPEL),
                        new Poll.Tally(0, 0, 0, 0),
                        Fraction.HALF,
                        Instant.MIN,
                        Instant.MAX,
                        -1,
                        false,
                        List.of(new PollView.Ballot(ref, -1, false, null)));
        var decision =
                new DecisionView(
                        EVIL,
                        Kind.EXPEL,
                        EVIL,
                        ref,
                        Instant.MAX,
                        Proposal.Outcome.LAPSED,
                        Instant.MAX,
                        poll);
        var application =
                new ApplicationView(
                        ref,
                        MemberClass.OBSERVER,
                        Application.Phase.REJECTED,
                        Instant.MIN,
                        Screening.Result.FLAGGED,
                        null);
        var screened =
                new ApplicationView.Screened(ref, Instant.MAX, Screening.Result.NOT_SCREENED, EVIL);
        var mandate = evilMandate(ref);
        var programme =
                new ProgrammeView(EVIL, EVIL, ref, link, Programme.Status.ABANDONED, -1, -1);
        var partnership =
                new PartnershipView(EVIL, EVIL, refs, Instant.MAX, Partnership.Status.EXPIRED, -1);
        return List.of(
                Page.Member.of(
                        new MemberView.Full(
                                ref,
                                member(ref),
                                new ApplicationView.Story(
                                        application, screened, -1, Instant.MAX, poll, Instant.MIN),
                                -1,
                                -1,
                                List.of(link),
                                List.of(link),
                                List.of(mandate),
                                List.of(decision)),
                        1),
                new Page.Decisions(List.of(decision), List.of(decision), Paging.of(-5, 9_999)),
                Page.Decision.of(
                        new DecisionView.Full(
                                decision,
                                EVIL,
                                Said.of("matter.suspend", "member", EVIL),
                                link,
                                -1,
                                null,
                                null,
                                new DecisionView.Draft(
                                        EVIL,
                                        EVIL,
                                        List.of(new DecisionView.Step(EVIL, ref, Instant.MAX)),
                                        Difference.of(List.of(EVIL), List.of(EVIL + EVIL))
                                                .lines())),
                        1),
                new Page.CharterPage(charter(1, List.of(ref, ref, ref))),
                new Page.Partnerships(List.of(partnership), Paging.of(1, 1)),
                new Page.PartnershipPage(
                        new PartnershipView.Full(
                                partnership,
                                new Partnership.Terms("t", "g", List.of(), List.of(), "c"),
                                Partnership.Results.MEMBERS,
                                ref,
                                Instant.MIN,
                                null,
                                null,
                                List.of(new PartnershipView.Signature(ref, Instant.MAX)),
                                List.of(programme),
                                List.of())),
                new Page.Programmes(List.of(programme), Paging.of(1, 1)),
                new Page.ProgrammePage(
                        new ProgrammeView.Full(
                                programme,
                                EVIL,
                                Instant.MAX,
                                List.of(mandate),
                                List.of(),
                                List.of(
                                        new ProgrammeView.Deliverable(
                                                Programme.Sort.DELIVERABLE,
                                                EVIL,
                                                EVIL,
                                                EVIL,
                                                ref,
                                                Instant.MIN)))),
                new Page.Board(
                        List.of(new Page.Column(MandateStatus.RETURNED, 99, List.of(mandate)))),
                new Page.Calendar(
                        List.of(
                                new DueView(
                                        Instant.MIN,
                                        DueView.What.TASK,
                                        EVIL,
                                        new Written(EVIL, EVIL, new TreeMap<>()),
                                        ref),
                                new DueView(
                                        Instant.MAX,
                                        DueView.What.ADMISSION,
                                        EVIL,
                                        Written.of(EVIL),
                                        null)),
                        Paging.of(1, 2)));
    }

    private static MandateView evilMandate(MemberView.Ref ref) {
        return Samples.mandate(
                EVIL, Written.of(EVIL), ref, Instant.MAX, MandateStatus.NOT_FULFILLED);
    }

    /// A mandate with everything that one may have.
    static MandateView.Full mandate() {
        var members = Samples.MEMBERS;
        var first = members.getFirst();
        var row =
                new MandateView(
                        "x-ray-benchmark",
                        new Written(
                                "pt",
                                "Um conjunto comum de radiografias para comparação",
                                new TreeMap<>(
                                        Map.of(
                                                "en",
                                                "A shared benchmark for reading X-ray pictures",
                                                "hi",
                                                "एक्स-रे चित्र पढ़ने का साझा मानक"))),
                        first,
                        NOW.plus(Duration.ofDays(5)),
                        MandateStatus.IN_PROGRESS,
                        new TreeSet<>(List.of(Mark.DUE_SOON, Mark.SILENT)),
                        2,
                        1);
        var text =
                new Written(
                        "pt",
                        "Os membros reúnem mil radiografias cada um.\n\nNenhuma imagem sai do seu"
                                + " hospital.",
                        new TreeMap<>(
                                Map.of(
                                        "en",
                                        "The members gather a thousand X-rays each.\n\nNo picture"
                                                + " leaves its hospital.",
                                        "hi",
                                        "हर सदस्य एक हज़ार एक्स-रे जुटाता है।\n\n"
                                                + "कोई चित्र अपने अस्पताल से"
                                                + " बाहर नहीं जाता।")));
        return new MandateView.Full(
                row,
                text,
                members.get(3),
                NOW.minus(Duration.ofDays(40)),
                NOW.minus(Duration.ofDays(2)),
                new RunView.Link("p-3", "Garments 2026"),
                new MandateView.Terms(
                        "Head of research",
                        members.subList(1, 3),
                        Duration.ofDays(30),
                        MandateTerms.Priority.OPERATIVE,
                        new RunView.Link("diagnostics", "Shared diagnostics"),
                        "Five hospitals agree on 95 of 100 readings",
                        null),
                List.of(
                        new MandateView.Task(
                                1,
                                "Agree on the labels",
                                members.get(2),
                                NOW,
                                NOW.minus(Duration.ofDays(7)),
                                MandateView.State.VERIFIED),
                        new MandateView.Task(
                                2, "Gather the pictures", first, NOW, NOW, MandateView.State.OPEN)),
                List.of(
                        new MandateView.Event(
                                NOW.minus(Duration.ofDays(40)),
                                members.get(3),
                                Said.of("event.published", "due", NOW),
                                Tone.PLAIN,
                                ""),
                        new MandateView.Event(
                                NOW.minus(Duration.ofDays(20)),
                                members.get(2),
                                Said.of(
                                        "event.report.task",
                                        "task",
                                        1,
                                        "progress",
                                        Report.Progress.DONE),
                                Tone.BUSY,
                                "Fourteen labels, in five languages."),
                        new MandateView.Event(
                                NOW.minus(Duration.ofDays(8)),
                                first,
                                Said.of("event.asked", "from", NOW, "until", NOW),
                                Tone.PLAIN,
                                "Two hospitals wait for their ethics board."),
                        new MandateView.Event(
                                NOW.minus(Duration.ofDays(7)),
                                members.get(3),
                                Said.of("event.granted", "until", NOW),
                                Tone.GOOD,
                                "")),
                List.of(Samples.runView(18, 30)));
    }

    private static DecisionView.Draft draft(MemberView.Ref executor) {
        var before = List.of("name: \"Alliance\"", "comment: 7d", "reapply: 30d");
        var after = List.of("name: \"Alliance\"", "comment: 14d", "reapply: 30d");
        return new DecisionView.Draft(
                "Alliance",
                String.join("\n", after),
                List.of(new DecisionView.Step("Ask the members", executor, NOW)),
                Difference.of(before, after).lines());
    }
}
