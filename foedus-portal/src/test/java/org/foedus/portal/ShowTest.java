package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.portal.Samples.NOW;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShowTest {
    private static final MemberView.Ref MEMBER = new MemberView.Ref("m", "m", "IT");
    private static final Show SHOW = Show.in(Language.EN);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "EN;1,234,567;81.6%;23 Nov 2026, 14:05 UTC;248.1 kB",
                "IT;1.234.567;81,6%;23 nov 2026, 14:05 UTC;248,1 kB",
                "PT;1.234.567;81,6%;23 de nov. de 2026, 14:05 UTC;248,1 kB",
                "RU;1 234 567;81,6 %;23 нояб. 2026 г., 14:05 UTC;248,1 кБ",
                "HI;12,34,567;81.6%;23 नव॰ 2026, 14:05 UTC;248.1 kB",
                "ZH;1,234,567;81.6%;2026年11月23日 14:05 UTC;248.1 kB"
            })
    void numbersAndTimesAreAsTheLanguageHasThem(
            Language language, String count, String percent, String minute, String bytes) {
        var show = Show.in(language);
        assertThat(plain(show.count(1_234_567L))).isEqualTo(count);
        assertThat(plain(show.percent(.81649))).isEqualTo(percent);
        assertThat(plain(show.minute(NOW))).isEqualTo(minute);
        assertThat(plain(show.bytes(248_120))).isEqualTo(bytes);
    }

    /// With plain spaces in the place of those that do not break.
    private static String plain(String text) {
        return text.replace('\u00A0', ' ').replace('\u202F', ' ');
    }

    @Test
    void metricsThatAreNoNumberSaySo() {
        assertThat(SHOW.percent(null)).isEqualTo("—");
        assertThat(SHOW.percent(Double.NaN)).isEqualTo("NaN");
        assertThat(SHOW.loss(Double.POSITIVE_INFINITY)).isEqualTo("NaN");
        assertThat(SHOW.loss(1e300)).isEqualTo("1.00E300");
        assertThat(SHOW.loss(0.5)).isEqualTo("0.5000");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.0 kB",
        "999949,999.9 kB",
        "999950,1.0 MB",
        "9223372036854775807,'9,223.4 PB'"
    })
    void bytesHaveAUnitOfTheirSize(long bytes, String shown) {
        assertThat(plain(SHOW.bytes(bytes)).replace("byte", "B")).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "-60,just now",
        "59,just now",
        "60,1 minute ago",
        "3600,1 hour ago",
        "172799,47 hours ago",
        "172800,2 days ago"
    })
    void agesAreInTheUnitThatMatters(long seconds, String shown) {
        var view = View.of(Samples.frame(), HomeSamples.usual(), NOW, Assets.load());
        assertThat(view.ago(NOW.minusSeconds(seconds))).isEqualTo(shown);
    }

    @Test
    void timesStayInTheCalendar() {
        assertThat(SHOW.date(Instant.MAX)).isEqualTo("31 Dec 9999");
        assertThat(SHOW.second(Instant.MIN)).isEqualTo("1 Jan 1600, 00:00:00 UTC");
    }

    @ParameterizedTest
    @CsvSource({
        "604801,WARN,Due in 7 days",
        "3600,WARN,Due in 1 hour",
        "0,WARN,Due in less than an hour",
        "-1,BAD,Overdue by less than an hour",
        "-172800,BAD,Overdue by 2 days"
    })
    void aDueDateIsFarSoonOrOver(long seconds, Tone tone, String words) {
        assertThat(due(seconds, MandateStatus.IN_FORCE, Language.EN))
                .isEqualTo(new Due(tone, words));
    }

    @Test
    void pluralsFollowTheLanguage() {
        var day = Duration.ofDays(1).toSeconds();
        assertThat(words(2 * day)).isEqualTo("Срок через 2 дня");
        assertThat(words(5 * day)).isEqualTo("Срок через 5 дней");
        assertThat(words(21 * day)).isEqualTo("Срок через 21 день");
    }

    private static String words(long seconds) {
        var due = due(seconds, MandateStatus.IN_FORCE, Language.RU);
        return Objects.requireNonNull(due).words();
    }

    @Test
    void whatIsDoneIsNeverOverdue() {
        assertThat(due(-9, MandateStatus.FULFILLED, Language.EN)).isNull();
        assertThat(due(-9, MandateStatus.CANCELLED, Language.EN)).isNull();
    }

    @Test
    void aTextFallsBackToTheLanguageThatItIsIn() {
        var text = new Written("it", "ciao", new TreeMap<>(Map.of("pt", "olá")));
        assertThat(text.in(Language.PT)).isEqualTo("olá");
        assertThat(text.translated(Language.PT)).isTrue();
        assertThat(text.in(Language.ZH)).isEqualTo("ciao");
        assertThat(text.lang(Language.ZH)).isEqualTo("it");
        assertThat(text.lang(Language.IT)).isNull();
        assertThat(Written.of("x").lang(Language.ZH)).isNull();
        assertThat(Written.name("it", Language.ZH)).isEqualTo("意大利语");
    }

    @Test
    void aCountryHasItsFlagAndName() {
        assertThat(Country.flag("br")).isEqualTo("🇧🇷");
        assertThat(Country.name("ZA", Language.EN)).isEqualTo("South Africa");
        assertThat(Country.name("br", Language.RU)).isEqualTo("Бразилия");
        assertThat(Country.flag("<>")).isEmpty();
        assertThat(Country.name("<\u202E>", Language.EN)).isEqualTo("<>");
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
        var links = new Links("/a", Language.IT);
        assertThat(links.run("a/../b c?d#é\""))
                .isEqualTo("/a/it/runs/a%2F..%2Fb%20c%3Fd%23%C3%A9%22");
        assertThat(links.run("..")).isEqualTo("/a/it/runs/%252E%252E");
        assertThat(links.model("javascript:alert(1)"))
                .isEqualTo("/a/it/models/javascript%3Aalert%281%29");
        assertThat(links.home()).isEqualTo("/a/it/");
    }

    private static @Nullable Due due(long ahead, MandateStatus status, Language language) {
        var due = Objects.requireNonNull(NOW.plusSeconds(ahead));
        var mandate = Samples.mandate("m", Written.of("t"), MEMBER, due, status);
        return Due.of(mandate, NOW, Words.in(language));
    }

    private static RunView.Participant in(String country) {
        var member = new MemberView.Ref(country, country, country);
        return new RunView.Participant(member, RunView.Consent.GIVEN, null, null, 0, 0, 0, 0);
    }
}
