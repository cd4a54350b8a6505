package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunChartsTest {
    @Test
    void layersStandOnEachOther() {
        var bars = Bars.of(List.of(List.of(1.0, 3.0), List.of(2.0, 0.0)), 2, 200, 100, 4);
        assertThat(bars.layers().getFirst())
                .isEqualTo("M30.0 75.0h40.0v25.0h-40.0zM130.0 50.0h40.0v50.0h-40.0z");
        assertThat(bars.layers().getLast()).isEqualTo("M30.0 0.0h40.0v75.0h-40.0z");
    }

    @Test
    void whatIsNoNumberOrTooMuchStaysInTheBox() {
        var bars = Bars.of(List.of(List.of(Double.NaN, 9.0, -4.0)), 3, 40, 10, 1);
        assertThat(bars.layers()).containsExactly("", "M5.0 0.0h30.0v10.0h-30.0z", "");
        assertThat(Bars.of(List.of(), 1, 40, 10, 1).layers()).containsExactly("");
    }

    @Test
    void aMembersShareIsOfTheExamplesThatWereFolded() {
        var charts = RunCharts.of(Page.Run.of(Samples.run(18, 30), 1, 1));
        var row = charts.members().getFirst();
        assertThat(row.asked()).isEqualTo(18);
        assertThat(row.included()).isEqualTo(17);
        assertThat(row.examples()).isEqualTo(17 * 1_200L);
        assertThat(row.median()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void withoutWorkThereAreNoMembers() {
        var run = Samples.run(3, 30);
        var rounds =
                run.rounds().stream()
                        .map(r ->
                                new RunView.Round(
                                        r.number(),
                                        r.parts().stream()
                                                .map(p ->
                                                        new RunView.Part(
                                                                p.member(), p.kind(), "", null))
                                                .toList(),
                                        r.accuracy(),
                                        r.loss(),
                                        r.model(),
                                        r.published(),
                                        r.times()))
                        .toList();
        var full =
                new RunView.Full(
                        run.run(),
                        null,
                        null,
                        List.of(),
                        "",
                        run.cohort(),
                        rounds,
                        run.bytesUp(),
                        run.bytesDown());
        assertThat(RunCharts.of(Page.Run.of(full, 1, 1)).members()).isEmpty();
    }

    @Test
    void anAxisOfTimeEndsAtARoundNumberOfItsUnit() {
        assertThat(RunCharts.niceTime(9.3)).isEqualTo(10);
        assertThat(RunCharts.niceTime(190)).isEqualTo(300);
        assertThat(RunCharts.niceTime(3 * 3600)).isEqualTo(5 * 3600);
        assertThat(RunCharts.niceTime(0)).isEqualTo(1);
    }
}
