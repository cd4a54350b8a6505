package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.portal.Samples.NOW;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShowTest {
    @Test
    void numbersAreGroupedByNarrowSpaces() {
        assertThat(Show.count(1_234_567L)).isEqualTo("1\u202F234\u202F567");
        assertThat(Show.count(-1_234L)).isEqualTo("-1\u202F234");
        assertThat(Show.count(1, "day")).isEqualTo("1 day");
        assertThat(Show.count(0, "day")).isEqualTo("0 days");
    }

    @Test
    void metricsThatAreNoNumberSaySo() {
        assertThat(Show.percent(.81649)).isEqualTo("81.6\u202F%");
        assertThat(Show.percent(null)).isEqualTo("—");
        assertThat(Show.percent(Double.NaN)).isEqualTo("not a number");
        assertThat(Show.loss(Double.POSITIVE_INFINITY)).isEqualTo("not a number");
        assertThat(Show.loss(1e300)).isEqualTo("1.00e+300");
        assertThat(Show.loss(0.5)).isEqualTo("0.5000");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.0 kB",
        "999949,999.9 kB",
        "999950,1.0 MB",
        "248120,248.1 kB",
        "9223372036854775807,9.2 EB"
    })
    void bytesHaveAUnitOfTheirSize(long bytes, String shown) {
        assertThat(Show.bytes(bytes)).isEqualTo(shown.replace(' ', '\u202F'));
    }

    @ParameterizedTest
    @CsvSource({
        "-60,just now",
        "59,just now",
        "60,1 min ago",
        "3600,1 h ago",
        "172799,47 h ago",
        "172800,2 days ago"
    })
    void agesAreInTheUnitThatMatters(long seconds, String shown) {
        assertThat(Show.ago(NOW.minusSeconds(seconds), NOW)).isEqualTo(shown);
    }

    @Test
    void timesAreInUtc() {
        assertThat(Show.minute(NOW)).isEqualTo("23 Nov 2026, 14:05 UTC");
        assertThat(Show.date(Instant.MAX)).isEqualTo("31 Dec 9999");
        assertThat(Show.second(Instant.MIN)).isEqualTo("1 Jan 0001, 00:00:00 UTC");
    }

    @ParameterizedTest
    @CsvSource({
        "604801,PLAIN,Due in 7 days",
        "604800,WARN,Due in 7 days",
        "3600,WARN,Due in 1 hour",
        "0,WARN,Due in less than an hour",
        "-1,BAD,Overdue by less than an hour",
        "-172800,BAD,Overdue by 2 days"
    })
    void aDueDateIsFarSoonOrOver(long seconds, Tone tone, String words) {
        assertThat(Due.of(mandate(seconds, MandateView.State.OPEN), NOW))
                .isEqualTo(new Due(tone, words));
    }

    @Test
    void whatIsDoneIsNeverOverdue() {
        assertThat(Due.of(mandate(-9, MandateView.State.DONE), NOW)).isNull();
        assertThat(Due.of(mandate(-9, MandateView.State.WITHDRAWN), NOW)).isNull();
    }

    @Test
    void aCountryHasItsFlagAndName() {
        assertThat(Country.flag("br")).isEqualTo("🇧🇷");
        assertThat(Country.name("ZA")).isEqualTo("South Africa");
        assertThat(Country.flag("<>")).isEmpty();
        assertThat(Country.name("<\u202E>")).isEqualTo("<>");
    }

    @Test
    void aCurveBreaksWhereANumberIsMissing() {
        var curve = Curve.of(List.of(0.0, 0.5, Double.NaN, 1.0), 300, 100, 1);
        assertThat(curve.lines()).containsExactly("0.0,100.0 100.0,50.0");
        assertThat(curve.dots()).containsExactly(new Curve.Dot("300.0", "0.0"));
    }

    @Test
    void aCurveStaysInItsBox() {
        var curve = Curve.of(List.of(-5.0, 1e300), 10, 10, 1);
        assertThat(curve.lines()).containsExactly("0.0,10.0 10.0,0.0");
        assertThat(Curve.of(List.of(), 10, 10, 1).lines()).isEmpty();
    }

    @Test
    void anAxisEndsAtARoundNumber() {
        assertThat(Curve.niceTop(List.of(2.3, Double.NaN))).isEqualTo(5);
        assertThat(Curve.niceTop(List.of(0.18))).isEqualTo(0.2);
        assertThat(Curve.niceTop(List.of(7.0))).isEqualTo(10);
        assertThat(Curve.niceTop(List.of())).isEqualTo(1);
        assertThat(View.tick(Curve.niceTop(List.of(2.3)) / 2)).isEqualTo("2.5");
    }

    @Test
    void membersOfOneCountryAreNumbered() {
        var labels = CohortLabels.of(List.of(in("BR"), in("it"), in("BR"), in("<b>")));
        assertThat(labels).containsExactly("BR 1", "IT", "BR 2", "??");
    }

    @Test
    void linksAreEncoded() {
        var links = new Links("/a");
        assertThat(links.run("a/../b c?d#é\"")).isEqualTo("/a/runs/a%2F..%2Fb%20c%3Fd%23%C3%A9%22");
        assertThat(links.run("..")).isEqualTo("/a/runs/%252E%252E");
        assertThat(links.model("javascript:alert(1)"))
                .isEqualTo("/a/models/javascript%3Aalert%281%29");
        assertThat(links.home()).isEqualTo("/a/");
    }

    private static MandateView mandate(long secondsAhead, MandateView.State state) {
        var due = Objects.requireNonNull(NOW.plus(Duration.ofSeconds(secondsAhead)));
        return new MandateView("m", 1, "t", null, due, state);
    }

    private static RunView.Participant in(String country) {
        var member = new MemberView.Ref(country, country, country);
        return new RunView.Participant(member, RunView.Consent.GIVEN, null, null, 0, 0, 0, 0);
    }
}
