package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Proposal;
import org.foedus.protocol.message.Language;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What goes on for long, or with many, stays readable and small.
class LongListsTest {
    private static final int MOST_BYTES = 150_000;
    private static final Portal PORTAL = new Portal();

    /// A round that is worse than all others; no picture may lose it.
    private static final int WORST = 617;

    @ParameterizedTest
    @CsvSource({"1,1,20", "2,1,20", "66,1,20", "1,2,500", "66,25,500"})
    void aRunOfAThousandRoundsStaysSmall(int rounds, int members, int nodes) {
        var page = Page.Run.of(run(1_000, nodes), rounds, members);
        small(page);
        var html = parsed(page);
        assertThat(html.select("#rounds tbody tr")).hasSize(15);
        assertThat(html.select("#rounds thead th")).hasSize(20 + 6);
        assertThat(html.select("#rounds tbody th").getFirst().text())
                .isEqualTo(String.valueOf(1_000 - 15 * (rounds - 1)));
        assertThat(html.select("#contributions")).hasSize(1);
    }

    @Test
    void everyRoundAndEveryMemberIsOnAPage() {
        var run = run(45, 45);
        var first = parsed(Page.Run.of(run, 1, 2));
        assertThat(first.select("a[rel=next]").eachAttr("href"))
                .contains(
                        "/en/runs/long?page=2&members=2#rounds-title",
                        "/en/runs/long?members=3#cohort");
        var last = parsed(Page.Run.of(run, 3, 3));
        assertThat(last.select("#rounds tbody th").eachText()).hasSize(15).endsWith("2", "1");
        assertThat(last.select("#rounds thead abbr").eachText()).hasSize(5);
        assertThat(parsed(Page.Run.of(run, 99, 99)).select("#rounds tbody tr")).hasSize(15);
    }

    @Test
    void whatIsThinnedKeepsItsPeaksAndSaysSo() {
        var html = parsed(Page.Run.of(run(1_000, 3), 1, 1));
        var points = html.select("figure[data-series=accuracy]").attr("data-points");
        assertThat(points).contains(", " + WORST + ",").contains("0.01,");
        assertThat(points.length()).isLessThan(4_000);
        assertThat(html.select("main").text()).contains("Not each of the 1,000 rounds has room");
        assertThat(parsed(Page.Run.of(run(30, 3), 1, 1)).select("main").text())
                .doesNotContain("has room in the pictures");
    }

    @Test
    void ofEachStretchTheLowestAndTheHighestAreKept() {
        var values = List.of(5.0, 1.0, 9.0, 4.0, 4.0, 4.0, Double.NaN, Double.NaN, Double.NaN, 7.0);
        assertThat(Thin.of(values, 8).kept()).containsExactly(1, 2, 3, 6, 9);
        assertThat(Thin.of(values, 10).kept()).hasSize(10);
        assertThat(Thin.of(List.of(), 2).kept()).isEmpty();
    }

    @Test
    void onlyTheNewestRoundsAreFetchedAgain() {
        var run = Samples.run(60, 90);
        assertThat(parsed(Page.Run.of(run, 1, 1)).select("main[data-refresh]")).hasSize(1);
        assertThat(parsed(Page.Run.of(run, 2, 1)).select("main[data-refresh]")).isEmpty();
    }

    @Test
    void aVoteOfThousandsIsReadPageByPage() {
        var members = members(10_000);
        var poll = GovernanceSamples.poll(members, 6_000, 1, 0);
        var open =
                new DecisionView(
                        "p-1",
                        Kind.AMEND,
                        "A vote of thousands",
                        members.getFirst(),
                        Samples.NOW,
                        Proposal.Outcome.OPEN,
                        null,
                        poll);
        var page =
                Page.Decision.of(
                        new DecisionView.Full(open, "Text", Said.of("matter.resolve"), null, 0), 2);
        small(page);
        var html = parsed(page);
        assertThat(html.select("#ballots ~ .scroll tbody tr")).hasSize(50);
        assertThat(html.select("a[rel=next]").attr("href")).endsWith("?page=3#ballots");
    }

    @Test
    void aLongHistoryShowsItsEndAndWhereTheRestIs() {
        var full = GovernanceSamples.mandate();
        var events = new ArrayList<>(full.events());
        events.addAll(Collections.nCopies(3_000, full.events().getLast()));
        var page =
                new Page.Mandate(
                        new MandateView.Full(
                                full.mandate(),
                                full.text(),
                                full.issuer(),
                                full.issued(),
                                full.published(),
                                full.basis(),
                                full.terms(),
                                full.tasks(),
                                events,
                                Collections.nCopies(300, Samples.runView(500, 500))));
        small(page);
        var html = parsed(page);
        assertThat(html.select("#history ~ ol > li")).hasSize(50);
        assertThat(html.select("#history ~ p").text()).contains("50 of 3,0", "The rest");
    }

    @Test
    void manyJobsOfManyRoundsStaySmall() {
        var rounds =
                IntStream.range(0, 1_000)
                        .mapToObj(i ->
                                new JobView.Round(
                                        i, RunView.PartKind.EXCLUDED, "late by 3 seconds"))
                        .toList();
        var job =
                new JobView(Samples.runView(500, 500), RunView.Consent.GIVEN, rounds, 1_200L, 9, 9);
        small(new Page.Own(new OwnPage.Jobs(Collections.nCopies(200, job))));
    }

    @Test
    void fiftyLongRunsAreAList() {
        small(new Page.Runs(Collections.nCopies(50, view(1_000)), Paging.of(1, 400)));
    }

    private static void small(Page page) {
        for (var language : Language.values()) {
            var html = PORTAL.render(page, Samples.in(Samples.frame(), language), Samples.NOW);
            assertThat(html.getBytes(StandardCharsets.UTF_8).length)
                    .as(language.name())
                    .isLessThan(MOST_BYTES);
        }
    }

    private static Document parsed(Page page) {
        return Jsoup.parse(PORTAL.render(page, Samples.frame(), Samples.NOW));
    }

    private static List<MemberView.Ref> members(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new MemberView.Ref("m-" + i, "Organisation number " + i, "IN"))
                .toList();
    }

    private static RunView view(int rounds) {
        return new RunView(
                "long",
                "A long run",
                null,
                RunView.State.FINISHED,
                rounds,
                rounds,
                IntStream.rangeClosed(1, rounds).mapToObj(LongListsTest::accuracy).toList(),
                Samples.NOW);
    }

    private static double accuracy(int round) {
        return round == WORST ? .01 : .8 + .1 * Math.sin(round);
    }

    private static RunView.Full run(int rounds, int nodes) {
        var members = members(nodes);
        return new RunView.Full(
                view(rounds),
                null,
                Samples.SHA,
                List.of(),
                Samples.SHA,
                members.stream().map(LongListsTest::participant).toList(),
                IntStream.rangeClosed(1, rounds).mapToObj(i -> round(i, members)).toList(),
                1,
                1);
    }

    private static RunView.Participant participant(MemberView.Ref member) {
        return new RunView.Participant(
                member, RunView.Consent.GIVEN, "by rule: purpose is research", 1_200L, 9, 1, 7, 7);
    }

    private static RunView.Round round(int number, List<MemberView.Ref> members) {
        var parts = new ArrayList<RunView.Part>();
        for (int i = 0; i < members.size(); i++) {
            boolean late = (number + i) % 11 == 0;
            parts.add(
                    new RunView.Part(
                            members.get(i),
                            late ? RunView.PartKind.EXCLUDED : RunView.PartKind.INCLUDED,
                            late ? "late by 3 s" : "",
                            new RunView.Work(
                                    1_200L + 17L * i, Duration.ofMillis(2_000 + number % 97 * i))));
        }
        return new RunView.Round(
                number,
                parts,
                accuracy(number),
                1 + Math.cos(number),
                Samples.SHA,
                Samples.NOW,
                new RunView.Times(
                        Duration.ofMillis(400),
                        Duration.ofMillis(6_000 + number),
                        Duration.ofMillis(700),
                        Duration.ofMillis(1_500)));
    }
}
