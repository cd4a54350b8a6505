package org.foedus.portal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.Screening;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Mark;
import org.foedus.protocol.message.Language;

/// Pages to test with: an alliance as it may be, one with nothing in it, and one whose members
/// wrote the worst that they could.
final class Samples {
    static final Instant NOW = Instant.parse("2026-11-23T14:05:00Z");
    static final String SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    static final String ROOT = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9";

    static final String EVIL =
            "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202Etxt.exe\u0000\u0007 &amp;"
                    + " javascript:alert(3) ${7*7} </textarea></title>"
                    + "x".repeat(300);

    static final List<MemberView.Ref> MEMBERS =
            List.of(
                    new MemberView.Ref("br", "Associação Brasileira de IA", "BR"),
                    new MemberView.Ref("cn", "中国人工智能联盟 (China AI League)", "CN"),
                    new MemberView.Ref("in", "भारतीय एआई संघ (AI Society of India)", "IN"),
                    new MemberView.Ref("za", "South African AI Association", "ZA"),
                    new MemberView.Ref("it", "Associazione Italiana per l’IA", "IT"));

    static final MemberView.Ref NOBODY = new MemberView.Ref("", "", "");

    private Samples() {}

    static Frame frame() {
        return new Frame("Alliance for Shared AI", null, false, 1_284, ROOT, "", Language.EN);
    }

    static Frame console() {
        return new Frame(
                "Alliance for Shared AI",
                MEMBERS.getFirst().name(),
                true,
                1_284,
                ROOT,
                "",
                Language.EN);
    }

    static Frame evilFrame() {
        return new Frame(EVIL, EVIL, true, -1, EVIL, "/a", Language.EN);
    }

    static Frame in(Frame frame, Language language) {
        return new Frame(
                frame.allianceName(),
                frame.viewer(),
                frame.console(),
                frame.ledgerSize(),
                frame.ledgerRoot(),
                frame.basePath(),
                language);
    }

    static List<Page> usual() {
        return List.of(
                HomeSamples.usual(),
                members(),
                mandates(),
                new Page.Mandate(GovernanceSamples.mandate()),
                new Page.Runs(List.of(runView(18, 30), ended()), Paging.of(1, 2)),
                Page.Run.of(run(18, 30), 1, 1),
                new Page.Models(List.of(modelView()), Paging.of(1, 1)),
                Page.Model.of(card(), 1),
                ledger(),
                new Page.Entry(entry(), ProofSamples.SIZE),
                new Page.Api(
                        ApiSamples.api(
                                "getHub", "What the hub says of itself; `code`, **strong**")),
                new Page.Problem(
                        "HUB_UNREACHABLE",
                        Said.plain(
                                "The hub at hub.example.org:8443 did not answer within 10"
                                        + " seconds."),
                        Said.plain("Run `foedus doctor`: it names what is in the way.")),
                new Page.Missing("/runs/nothing"));
    }

    static List<Page> empty() {
        return List.of(
                HomeSamples.empty(),
                new Page.Members(List.of(), Paging.of(1, 0), List.of(), List.of(), null),
                new Page.Mandates(List.of(), MandateStatus.RETURNED, Paging.of(1, 0)),
                new Page.Mandate(
                        new MandateView.Full(
                                mandate("m", Written.of(""), NOBODY, NOW, MandateStatus.CANCELLED),
                                Written.of(""),
                                NOBODY,
                                NOW,
                                NOW,
                                null,
                                null,
                                List.of(),
                                List.of(),
                                List.of())),
                new Page.Runs(List.of(), Paging.of(1, 0)),
                Page.Run.of(
                        new RunView.Full(
                                new RunView(
                                        "r", "", null, RunView.State.FAILED, 0, 0, List.of(), null),
                                null,
                                null,
                                List.of(),
                                "",
                                List.of(),
                                List.of(),
                                0,
                                0),
                        1,
                        1),
                new Page.Models(List.of(), Paging.of(7, 0)),
                Page.Model.of(
                        new ModelView.Card(
                                new ModelView("", "", "", 0, 0, null, null, null),
                                null,
                                null,
                                List.of(),
                                List.of(),
                                ModelSamples.empty(),
                                List.of(),
                                List.of()),
                        1),
                new Page.Ledger(List.of(), 0, 0, 0, LedgerSearch.none(List.of())),
                new Page.Entry(
                        new EntryView.Full(
                                new EntryView(0, Instant.EPOCH, "", null, null, ""),
                                null,
                                null,
                                null),
                        1),
                new Page.Api(new ApiView("", List.of(), List.of(), List.of())),
                new Page.Problem("", Said.plain(""), Said.plain("")),
                new Page.Missing(""));
    }

    /// Every text of every page is [#EVIL], every number awkward.
    static List<Page> evil() {
        var member = new MemberView.Ref(EVIL, EVIL, EVIL);
        var link = new RunView.Link(EVIL, EVIL);
        var written = new Written(EVIL, EVIL, new TreeMap<>(Map.of("it", EVIL)));
        var far = Instant.MAX;
        var nan = Double.NaN;
        var run =
                new RunView(
                        EVIL,
                        EVIL,
                        link,
                        RunView.State.RUNNING,
                        -3,
                        Integer.MAX_VALUE,
                        List.of(nan, Double.POSITIVE_INFINITY, -0.0, 1e300),
                        far);
        var round =
                new RunView.Round(
                        1,
                        List.of(
                                new RunView.Part(
                                        member,
                                        RunView.PartKind.EXCLUDED,
                                        EVIL,
                                        new RunView.Work(Long.MIN_VALUE, Duration.ofSeconds(-9)))),
                        nan,
                        Double.NEGATIVE_INFINITY,
                        EVIL,
                        far,
                        new RunView.Times(
                                Duration.ofSeconds(-1),
                                null,
                                Duration.ofDays(999_999),
                                Duration.ZERO));
        var participant =
                new RunView.Participant(
                        member,
                        RunView.Consent.REFUSED,
                        EVIL,
                        Long.MIN_VALUE,
                        -1,
                        -1,
                        Long.MAX_VALUE,
                        -1);
        var mandate = mandate(EVIL, written, member, Instant.MIN, MandateStatus.RETURNED);
        var model = new ModelView(EVIL, EVIL, EVIL, -1, Long.MAX_VALUE, link, nan, far);
        var entry = new EntryView(Long.MAX_VALUE, far, EVIL, Said.plain(EVIL), EVIL, EVIL);
        return List.of(
                HomeSamples.evil(member, written, run, mandate),
                new Page.Members(
                        List.of(
                                new MemberView(
                                        member,
                                        MemberClass.OBSERVER,
                                        true,
                                        Instant.MIN,
                                        Member.Status.SUSPENDED,
                                        new MemberView.Node(false, Instant.EPOCH))),
                        Paging.of(1, 1),
                        List.of(),
                        List.of(new Spot(EVIL, Long.MAX_VALUE), new Spot("it", -1)),
                        EVIL),
                new Page.Mandates(List.of(mandate), null, Paging.of(1, 1)),
                new Page.Mandate(
                        new MandateView.Full(
                                mandate,
                                written,
                                member,
                                Instant.MIN,
                                Instant.MAX,
                                link,
                                new MandateView.Terms(
                                        EVIL,
                                        List.of(member),
                                        Duration.ofNanos(1),
                                        MandateTerms.Priority.URGENT,
                                        link,
                                        EVIL,
                                        link),
                                List.of(
                                        new MandateView.Task(
                                                -1,
                                                EVIL,
                                                member,
                                                Instant.MAX,
                                                Instant.MIN,
                                                MandateView.State.REPORTED)),
                                List.of(
                                        new MandateView.Event(
                                                Instant.MIN,
                                                member,
                                                Said.of("event.refused"),
                                                Tone.BAD,
                                                EVIL)),
                                List.of(run))),
                new Page.Runs(List.of(run), Paging.of(2, 312)),
                Page.Run.of(
                        new RunView.Full(
                                run,
                                Said.plain(EVIL),
                                EVIL,
                                List.of(new RunView.Fact(Said.plain(EVIL), Said.plain(EVIL))),
                                EVIL,
                                List.of(participant),
                                List.of(round),
                                -1,
                                Long.MAX_VALUE),
                        1,
                        1),
                new Page.Models(List.of(model), Paging.of(2, 312)),
                Page.Model.of(
                        new ModelView.Card(
                                model,
                                link,
                                nan,
                                List.of(new ModelView.Dataset(EVIL, member, Long.MAX_VALUE)),
                                List.of(member),
                                ModelSamples.evil(member, link),
                                List.of(new ModelView.Command(EVIL, Said.plain(EVIL))),
                                List.of(Said.plain(EVIL))),
                        1),
                new Page.Ledger(
                        List.of(entry),
                        3,
                        Long.MAX_VALUE,
                        -5,
                        new LedgerSearch(EVIL, EVIL, List.of(EVIL), 7, true)),
                new Page.Entry(
                        new EntryView.Full(entry, EVIL, EVIL, ProofSamples.evil(member, EVIL)),
                        Long.MAX_VALUE),
                new Page.Api(ApiSamples.api(EVIL, EVIL)),
                new Page.Problem(EVIL, Said.plain(EVIL), Said.plain(EVIL)),
                new Page.Missing(EVIL));
    }

    static Page.Members members() {
        var states = Member.Status.values();
        var rows = new ArrayList<MemberView>();
        for (int i = 0; i < MEMBERS.size(); i++) {
            var node =
                    i == 4 ? null : new MemberView.Node(i < 3, NOW.minus(Duration.ofHours(i * 9L)));
            rows.add(
                    new MemberView(
                            MEMBERS.get(i),
                            i == 4 ? MemberClass.OBSERVER : MemberClass.FULL,
                            i == 0,
                            NOW.minus(Duration.ofDays(40 - i)),
                            i == 4 ? states[1] : states[0],
                            node));
        }
        return new Page.Members(
                rows,
                Paging.of(1, 5),
                List.of(
                        new ApplicationView(
                                new MemberView.Ref("no", "Norsk forening for KI", "NO"),
                                MemberClass.FULL,
                                Application.Phase.COMMENT,
                                NOW.minus(Duration.ofDays(3)),
                                Screening.Result.CLEAR,
                                NOW.plus(Duration.ofDays(11))),
                        new ApplicationView(
                                new MemberView.Ref("ke", "AI Kenya", "KE"),
                                MemberClass.OBSERVER,
                                Application.Phase.REVIEW,
                                NOW.minus(Duration.ofDays(1)),
                                null,
                                null)),
                HomeSamples.PLACES,
                null);
    }

    static Page.Mandates mandates() {
        return new Page.Mandates(
                List.of(
                        mandateView(),
                        mandate(
                                "m-2",
                                new Written(
                                        "pt",
                                        "Um conjunto comum de radiografias para comparação",
                                        new TreeMap<>(
                                                Map.of(
                                                        "hi",
                                                        "एक्स-रे चित्र पढ़ने का साझा मानक",
                                                        "en",
                                                        "A shared benchmark for reading X-ray"
                                                                + " pictures"))),
                                MEMBERS.get(3),
                                NOW.minus(Duration.ofDays(9)),
                                MandateStatus.IN_FORCE),
                        mandate(
                                "m-1",
                                new Written(
                                        "it",
                                        "Una scheda del modello comune a tutta l’alleanza",
                                        new TreeMap<>()),
                                MEMBERS.get(2),
                                NOW.minus(Duration.ofDays(30)),
                                MandateStatus.FULFILLED)),
                null,
                Paging.of(1, 3));
    }

    static MandateView mandateView() {
        return mandate(
                "m-3",
                Written.of("One garment classifier for all, trained where the pictures are"),
                MEMBERS.getFirst(),
                NOW.plus(Duration.ofDays(5)),
                MandateStatus.IN_PROGRESS);
    }

    static MandateView mandate(
            String id, Written title, MemberView.Ref lead, Instant due, MandateStatus status) {
        var marks = new TreeSet<Mark>();
        if (status.open()) {
            marks.add(due.isBefore(NOW) ? Mark.OVERDUE : Mark.DUE_SOON);
        }
        if (status == MandateStatus.IN_FORCE) {
            marks.add(Mark.UNACKNOWLEDGED);
        }
        return new MandateView(id, title, lead, due, status, marks, 4, 1);
    }

    static RunView runView(int done, int total) {
        var accuracies = new ArrayList<Double>();
        for (int i = 1; i <= done; i++) {
            accuracies.add(accuracy(i));
        }
        return new RunView(
                "r-2026-11-23-a",
                "lenet5 on garments",
                new RunView.Link("m-3", mandateView().title().text()),
                done < total ? RunView.State.RUNNING : RunView.State.FINISHED,
                done,
                total,
                accuracies,
                NOW.minus(Duration.ofMinutes(2)));
    }

    static RunView ended() {
        return new RunView(
                "r-2026-11-21-c",
                "perceptron, first trial",
                null,
                RunView.State.FAILED,
                4,
                10,
                List.of(.1, .31, Double.NaN, .44),
                NOW.minus(Duration.ofDays(2)));
    }

    static RunView.Full run(int done, int total) {
        var cohort = new ArrayList<RunView.Participant>();
        var consents = RunView.Consent.values();
        for (int i = 0; i < MEMBERS.size(); i++) {
            cohort.add(
                    new RunView.Participant(
                            MEMBERS.get(i),
                            i == 4 ? consents[3] : consents[1],
                            i == 4
                                    ? "withdrawn: the data steward asked for a review"
                                    : i == 1 ? "by rule: purpose is research" : null,
                            1_200L + 371L * i,
                            i == 4 ? Math.min(done, 15) : done,
                            i == 4 ? Math.max(0, done - 15) : 0,
                            (long) done * 247_000,
                            (long) done * 251_000));
        }
        var rounds = new ArrayList<RunView.Round>();
        for (int i = 1; i <= done; i++) {
            rounds.add(round(i));
        }
        return new RunView.Full(
                runView(done, total),
                null,
                done == total ? SHA : null,
                List.of(
                        new RunView.Fact(
                                Said.plain("Architecture"),
                                Said.plain("lenet5, 61 706 parameters")),
                        new RunView.Fact(
                                Said.plain("Data"),
                                Said.plain("fashion-mnist, 28×28 grey, 10 classes")),
                        new RunView.Fact(
                                Said.plain("Rounds"),
                                Said.plain(total + " of 20 local steps, batch 32")),
                        new RunView.Fact(
                                Said.plain("Cohort"),
                                Said.plain("3 to 5 nodes, deadline 60 s, grace 5 s")),
                        new RunView.Fact(
                                Said.plain("Local optimizer"),
                                Said.plain("SGD 0.02, momentum 0.9, cosine")),
                        new RunView.Fact(
                                Said.plain("Aggregation rule"),
                                Said.plain("FedAvgM, server momentum 0.5")),
                        new RunView.Fact(
                                Said.plain("Evaluated by"), Said.plain(MEMBERS.getFirst().name()))),
                SHA,
                cohort,
                rounds,
                (long) done * 5 * 247_000,
                (long) done * 5 * 251_000);
    }

    private static RunView.Round round(int number) {
        var kinds = RunView.PartKind.values();
        var parts = new ArrayList<RunView.Part>();
        for (int i = 0; i < MEMBERS.size(); i++) {
            boolean late = (number + i) % 11 == 0;
            boolean gone = i == 4 && number > 15;
            parts.add(
                    new RunView.Part(
                            MEMBERS.get(i),
                            gone ? kinds[2] : late ? kinds[1] : kinds[0],
                            gone ? "consent withdrawn" : late ? "late by 3 s" : "",
                            gone
                                    ? null
                                    : new RunView.Work(
                                            1_200L + 371L * i,
                                            Duration.ofMillis(
                                                    2_000L + 900L * i + (late ? 9_000 : 0)))));
        }
        return new RunView.Round(
                number,
                parts,
                accuracy(number),
                2.3 * Math.exp(-number / 9.0) + .48,
                SHA,
                NOW.minus(Duration.ofSeconds(90L - number)),
                new RunView.Times(
                        Duration.ofMillis(400L + number * 37L % 500),
                        Duration.ofMillis(6_000L + number * 997L % 3_000),
                        Duration.ofMillis(700),
                        number == 18 ? null : Duration.ofMillis(1_500)));
    }

    private static double accuracy(int round) {
        return .82 - .72 * Math.exp(-round / 6.0) + .012 * Math.sin(round * 2.1);
    }

    static ModelView modelView() {
        return new ModelView(
                SHA,
                "garments-lenet5 v1",
                "lenet5",
                61_706,
                248_120,
                new RunView.Link("r-2026-11-23-a", "lenet5 on garments"),
                .8165,
                NOW);
    }

    static ModelView.Card card() {
        var datasets = new ArrayList<ModelView.Dataset>();
        for (int i = 0; i < MEMBERS.size(); i++) {
            datasets.add(
                    new ModelView.Dataset(
                            "garments-" + MEMBERS.get(i).id(), MEMBERS.get(i), 1_200L + 371L * i));
        }
        return new ModelView.Card(
                modelView(),
                new RunView.Link("m-3", mandateView().title().text()),
                .5012,
                datasets,
                MEMBERS,
                ModelSamples.lineage(),
                List.of(
                        new ModelView.Command(
                                "foedus model get " + SHA,
                                Said.plain("Fetches the file and its card.")),
                        new ModelView.Command(
                                "foedus export alliance-export",
                                Said.plain(
                                        "Writes the ledger and all that you may read into"
                                                + " a folder.")),
                        new ModelView.Command(
                                "foedus verify alliance-export --hub-key hub.key --checkpoint"
                                        + " witness.note",
                                Said.plain(
                                        "Checks the folder with no hub and no network, against the"
                                                + " key and the checkpoint that you hold."))),
                List.of(
                        Said.plain(
                                "Grey pictures of 28×28 only; not fit for photographs of"
                                        + " people.")));
    }

    static Page.Ledger ledger() {
        var types =
                List.of("round-published", "update-accepted", "consent-given", "vote", "mandate");
        var texts =
                List.of(
                        Said.of(
                                "entry.round.published",
                                "run",
                                "lenet5-on-garments",
                                "round",
                                18,
                                "model",
                                "9f86d081"),
                        Said.of("entry.work.done", "work", "garments.18.train.za-1", "n", 2_313L),
                        Said.of("entry.consent.granted", "run", "garments", "what", "rule"),
                        Said.of("entry.vote", "what", "it", "choice", Choice.YES),
                        Said.of("entry.mandate", "mandate", "m-3", "title", "One for all"));
        var rows = new ArrayList<EntryView>();
        for (int i = 0; i < 25; i++) {
            rows.add(
                    new EntryView(
                            1_200 - i,
                            NOW.minusSeconds(i * 7L),
                            types.get(i % 5),
                            texts.get(i % 5),
                            i % 5 == 0 ? null : MEMBERS.get(i % 5).name(),
                            i % 2 == 0 ? SHA : ROOT));
        }
        return new Page.Ledger(rows, 1_201, 1_284, 25, LedgerSearch.none(types));
    }

    static EntryView.Full entry() {
        return new EntryView.Full(
                new EntryView(
                        ProofSamples.INDEX,
                        NOW,
                        "vote",
                        Said.of("entry.vote", "what", "it", "choice", Choice.YES),
                        MEMBERS.get(3).name(),
                        ProofSamples.leaf(ProofSamples.INDEX).hex()),
                """
                {
                  "alliance" : "5feceb66ffc86f38",
                  "kind" : "vote",
                  "sequence" : 7,
                  "proposal" : "p-5",
                  "choice" : "yes"
                }
                """,
                "ed25519:" + SHA.substring(0, 40),
                ProofSamples.GOOD);
    }
}
