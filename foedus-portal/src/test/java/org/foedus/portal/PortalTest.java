package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foedus.portal.Samples.NOW;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.protocol.message.Language;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortalTest {
    private static final int FIRST_LOAD_BYTES = 150_000;
    private static final double AA_CONTRAST = 4.5;
    private static final int STYLE_BYTES = 28_000;
    private static final Portal PORTAL = new Portal();

    static Stream<Page> everyPage() {
        return Stream.of(
                        Samples.usual(),
                        Samples.empty(),
                        Samples.evil(),
                        GovernanceSamples.usual(),
                        GovernanceSamples.empty(),
                        GovernanceSamples.evil(),
                        NewsSamples.usual(),
                        NewsSamples.empty(),
                        NewsSamples.evil(),
                        List.of(Page.Run.of(Samples.run(200, 200), 1, 1)))
                .flatMap(List::stream);
    }

    static Stream<Page> evilPages() {
        return Stream.of(Samples.evil(), GovernanceSamples.evil(), NewsSamples.evil())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("everyPage")
    void aPageHasItsLandmarksAndOneHeading(Page page) {
        var html = parsed(page, Samples.console());
        assertThat(html.select("html[lang=en]")).hasSize(1);
        assertThat(html.select("body > header, body > main#main, body > footer")).hasSize(3);
        assertThat(html.select("header nav[aria-label]")).hasSize(1);
        assertThat(html.select("a.skip[href=#main]")).hasSize(1);
        assertThat(html.select("h1")).hasSize(1);
        assertThat(html.title()).endsWith("Alliance for Shared AI");
        assertThat(html.select("nav [aria-current=page]"))
                .hasSize(page.section() == Section.NONE ? 0 : 1);
        assertThat(html.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
        for (var labelled : html.select("[aria-labelledby]")) {
            assertThat(html.getElementById(labelled.attr("aria-labelledby"))).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("everyPage")
    void aTableCanBeReadAloud(Page page) {
        var html = parsed(page, Samples.frame());
        for (var table : html.select("table")) {
            assertThat(table.select("caption")).hasSize(1);
            assertThat(table.select("thead th")).isNotEmpty();
            assertThat(table.select("thead th")).allMatch(th -> th.attr("scope").equals("col"));
            assertThat(table.select("tbody th")).allMatch(th -> th.attr("scope").equals("row"));
            int columns = table.select("thead th").size();
            assertThat(table.select("tbody tr")).allMatch(row -> row.childrenSize() == columns);
            assertThat(table.closest("[role=group][tabindex=0][aria-label]")).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("everyPage")
    void nothingIsInlineAndNothingIsFromElsewhere(Page page) {
        var html = parsed(page, Samples.frame());
        assertThat(html.select("style, iframe, object, embed, base")).isEmpty();
        assertThat(html.select("form")).allMatch(f -> f.attr("action").matches("/[^/].*"));
        for (var script : html.select("script")) {
            assertThat(script.data()).isEmpty();
            assertThat(script.attr("src")).startsWith("/assets/");
        }
        for (Element element : html.getAllElements()) {
            for (var attribute : element.attributes()) {
                var name = attribute.getKey().toLowerCase(Locale.ROOT);
                assertThat(name).isNotEqualTo("style").doesNotStartWith("on");
                if (name.equals("href") || name.equals("src")) {
                    assertThat(attribute.getValue()).matches("(/[^/].*|/|#[A-Za-z0-9.%_~-]+)");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("evilPages")
    void whatMembersWriteStaysText(Page page) {
        var html = parsed(page, Samples.evilFrame());
        assertThat(html.select("main script, main img, textarea, [onerror], [src=x]")).isEmpty();
        assertThat(html.select("script")).allMatch(s -> s.attr("src").startsWith("/a/assets/"));
        assertThat(html.body().text()).contains("<script>alert(1)</script>").doesNotContain("49");
        assertThat(html.select("a[href]")).noneMatch(a -> a.attr("href").contains("javascript:"));
    }

    static Stream<Arguments> pagesInEachLanguage() {
        return Stream.of(Language.values())
                .flatMap(language -> everyPage().map(page -> arguments(language, page)));
    }

    /// Whole HTML, in the language of the page, with itself in the other languages at hand.
    @ParameterizedTest
    @MethodSource("pagesInEachLanguage")
    void aPageIsWholeInEachLanguage(Language language, Page page) {
        var source = PORTAL.render(page, Samples.in(Samples.console(), language), NOW);
        var parser = Parser.htmlParser().setTrackErrors(20);
        var html = Jsoup.parse(source, "", parser);
        assertThat(parser.getErrors()).isEmpty();
        assertThat(html.select("html").attr("lang")).isEqualTo(language.tag());
        assertThat(html.select("head link[rel=alternate]")).hasSize(7);
        assertThat(html.select(".tongues a")).hasSize(6);
        assertThat(html.select(".tongues a[aria-current]").attr("hreflang"))
                .isEqualTo(language.tag());
        for (var link : html.select("header nav a, main a[href^=/]")) {
            var path = link.attr("href");
            assertThat(path).matches("/(" + language.tag() + "/.*|node|api/v1/openapi.*)");
        }
    }

    @Test
    void aSwitchOfLanguageKeepsThePage() {
        var page = new Page.Mandates(List.of(), MandateStatus.IN_FORCE, Paging.of(3, 500));
        var html = parsed(page, Samples.frame());
        assertThat(html.select(".tongues a[lang=ru]").attr("href"))
                .isEqualTo("/ru/mandates?status=in_force&page=3");
    }

    @Test
    void aTextInAnotherLanguageSaysSo() {
        var page = new Page.Mandate(GovernanceSamples.mandate());
        var chinese = parsed(page, Samples.in(Samples.frame(), Language.ZH));
        assertThat(chinese.select("h1 bdi[lang=pt]")).hasSize(1);
        assertThat(chinese.select(".prose[lang=pt]").text()).startsWith("Os membros");
        assertThat(chinese.select("main").text()).contains("原文语言：葡萄牙语");
        var hindi = parsed(page, Samples.in(Samples.frame(), Language.HI));
        assertThat(hindi.select("h1 bdi[lang]").eachAttr("lang")).doesNotContain("pt");
        assertThat(hindi.select("details[open]")).isEmpty();
        assertThat(hindi.select("main details h3[lang=pt]")).hasSize(1);
    }

    @Test
    void aCommuniqueIsInTheReadersLanguageAndOffersTheOthers() {
        var page = NewsSamples.usual().get(1);
        var english = parsed(page, Samples.frame());
        assertThat(english.select("h1 bdi").text())
                .isEqualTo("The alliance publishes its first model");
        assertThat(english.select("main > .prose").text()).startsWith("Five organisations");
        assertThat(english.select("details h2[lang]").eachAttr("lang"))
                .containsExactly("pt", "hi", "zh");
        assertThat(english.select("main").text())
                .contains("Withdrawn", "It named another run.", "clothes-1");
        var russian = parsed(page, Samples.in(Samples.frame(), Language.RU));
        assertThat(russian.select("h1 bdi[lang=pt]")).hasSize(1);
        assertThat(russian.select("details h2[lang]").eachAttr("lang"))
                .containsExactly("en", "hi", "zh");
    }

    @Test
    void aMegabyteAndHalfACharacterAreOnlyText() {
        var long1 = "<b>".repeat(350_000) + "\uD800";
        var page =
                Page.Decision.of(
                        new DecisionView.Full(
                                ((Page.Decision) GovernanceSamples.usual().get(2))
                                        .decision()
                                        .decision(),
                                long1,
                                Said.plain(long1),
                                null,
                                0),
                        1);
        var html = parsed(page, Samples.frame());
        assertThat(html.select("main b")).isEmpty();
        assertThat(html.select(".prose").text()).endsWith("<b>\uFFFD");
    }

    @Test
    void theVotesAreABarWithATableBehind() {
        var html = parsed(GovernanceSamples.usual().get(2), Samples.frame());
        var bar = html.select("section > svg.tally");
        assertThat(bar.attr("aria-label")).isEqualTo("3 yes, 1 no, 1 abstained, 0 not voted, of 5");
        assertThat(bar.select("rect").eachAttr("width")).containsExactly("600", "200", "0", "200");
        assertThat(html.select("table.slim tbody tr")).hasSize(5);
        assertThat(html.select("main").text())
                .contains("At least 3/4 of the yes and no votes", "Conflict of interest");
    }

    @Test
    void closedTermsAreNotShownAndSaySo() {
        var html = parsed(GovernanceSamples.empty().get(5), Samples.frame());
        assertThat(html.select("main").text()).contains("Only the members named know the terms");
    }

    @Test
    void aLongListIsReadPageByPage() {
        var all = Stream.iterate(0, i -> i + 1).limit(10_000).toList();
        assertThat(Paging.of(200, all.size()).of(all)).hasSize(50).contains(9_999);
        assertThat(Paging.of(201, all.size()).number()).isEqualTo(200);
        assertThat(Paging.of(-1, 0).of(List.of())).isEmpty();
        var html = parsed(GovernanceSamples.usual().get(1), Samples.frame());
        assertThat(html.select(".pager a[rel=next]").attr("href"))
                .isEqualTo("/en/decisions?page=3");
        assertThat(html.select(".pager a[rel=prev]").attr("href")).isEqualTo("/en/decisions");
    }

    @ParameterizedTest
    @MethodSource("evilPages")
    void whatCanNotBeSeenReachesNoPage(Page page) {
        var html = PORTAL.render(page, Samples.evilFrame(), NOW);
        assertThat(html).doesNotContain("\u202E", "\u0000", "\u0007");
    }

    @Test
    void anEntryShowsHiddenCharactersAsEvidence() {
        var html = parsed(Samples.evil().get(9), Samples.frame());
        assertThat(html.select("pre.json").text()).contains("\\u202etxt.exe\\u0000\\u0007");
    }

    @Test
    void theRoundsFeedTheCurvesAndAPictureStandsInForThem() {
        var html = parsed(Page.Run.of(Samples.run(200, 200), 1, 1), Samples.frame());
        assertThat(html.select("#rounds tbody tr")).hasSize(15);
        var points = html.select("figure[data-series=accuracy]").attr("data-points");
        assertThat(points).startsWith("[[1, ").endsWith("]]");
        assertThat(html.select("figure[data-series=accuracy] svg[aria-label] polyline")).hasSize(1);
        assertThat(html.select("figure[data-series=loss] svg[aria-label] polyline")).hasSize(1);
        assertThat(html.select("#rounds tbody th").getFirst().text()).isEqualTo("200");
    }

    @Test
    void aMetricThatIsNoNumberIsNoPointOfTheCurve() {
        var html = parsed(Samples.evil().get(5), Samples.frame());
        assertThat(html.select("#rounds tbody").text()).contains("NaN");
        assertThat(html.select("figure polyline, figure circle")).isEmpty();
    }

    @Test
    void onlyAPageWithSomethingGoingOnIsFetchedAgain() {
        var running = parsed(Page.Run.of(Samples.run(3, 9), 1, 1), Samples.frame());
        var ended = parsed(Page.Run.of(Samples.run(9, 9), 1, 1), Samples.frame());
        assertThat(running.select("main").attr("data-refresh")).isEqualTo("5");
        assertThat(ended.select("main[data-refresh]")).isEmpty();
        assertThat(running.select("meta[http-equiv]")).isEmpty();
    }

    @Test
    void theConsoleSaysOnWhoseMachineItIs() {
        var console = parsed(HomeSamples.usual(), Samples.console());
        assertThat(console.select(".badge").text())
                .isEqualTo("On this machine: Associação Brasileira de IA");
        assertThat(parsed(HomeSamples.usual(), Samples.frame()).select(".badge")).isEmpty();
    }

    @Test
    void aModelShowsItsWholeDigestAndWhatTheProofIsNot() {
        var html = parsed(Page.Model.of(Samples.card(), 1), Samples.frame());
        assertThat(html.select("code.copy").eachText()).contains(Samples.SHA);
        assertThat(html.select("main").text())
                .contains("What it does not show", "That a member trained honestly");
    }

    @Test
    void theLedgerLeadsToItsNeighbours() {
        var html = parsed(Samples.ledger(), Samples.frame());
        assertThat(html.select("a[rel=next]").attr("href")).isEqualTo("/en/ledger?before=1176");
        assertThat(html.select("a[rel=prev]").attr("href")).isEqualTo("/en/ledger?before=1226");
        var all =
                new Page.Ledger(
                        List.of(Samples.entry().entry()),
                        1_284,
                        1_284,
                        25,
                        LedgerSearch.none(List.of()));
        assertThat(parsed(all, Samples.frame()).select("a[rel=prev]")).isEmpty();
    }

    @Test
    void everyAssetThatAPageNamesIsServed() {
        for (var page : Samples.usual()) {
            var html = parsed(page, Samples.frame());
            for (var link : html.select("link[rel=stylesheet], link[rel=icon], script[src]")) {
                var address = link.hasAttr("href") ? link.attr("href") : link.attr("src");
                assertThat(PORTAL.asset(assetPath(address))).isPresent();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/portal.css",
                "../Portal.class",
                "portal.css/../portal.css",
                "PORTAL.CSS",
                "portal.css\u0000",
                "%2e%2e/Portal.class",
                "uPlot.min.css"
            })
    void whatIsNotOnTheListIsNotServed(String path) {
        assertThat(PORTAL.asset(path)).isEmpty();
    }

    @Test
    void anAssetCarriesItsTypeAndTag() {
        var asset = PORTAL.asset("portal.css").orElseThrow();
        assertThat(asset.contentType()).isEqualTo("text/css; charset=utf-8");
        assertThat(asset.etag()).matches("\"[0-9a-f]{12}\"");
        asset.bytes()[0] = 'X';
        assertThat(asset.bytes()[0]).isNotEqualTo((byte) 'X');
        assertThat(asset.bytes()).hasSizeLessThanOrEqualTo(STYLE_BYTES);
    }

    @Test
    void theFirstLoadIsSmall() {
        for (var page : Samples.usual()) {
            var source = PORTAL.render(page, Samples.console(), NOW);
            int bytes = source.getBytes(StandardCharsets.UTF_8).length;
            for (var link :
                    Jsoup.parse(source)
                            .select("link[rel=stylesheet], link[rel=icon], script[src]")) {
                var address = link.hasAttr("href") ? link.attr("href") : link.attr("src");
                bytes += PORTAL.asset(assetPath(address)).orElseThrow().bytes().length;
            }
            assertThat(bytes).as(page.getClass().getSimpleName()).isLessThan(FIRST_LOAD_BYTES);
        }
    }

    @Test
    void textStandsOutFromItsGroundByDayAndByNight() {
        var css =
                new String(
                        PORTAL.asset("portal.css").orElseThrow().bytes(), StandardCharsets.UTF_8);
        var dark = css.indexOf("@media (prefers-color-scheme: dark)");
        for (var scheme : List.of(css.substring(0, dark), css.substring(dark))) {
            for (var ground : List.of("ground", "surface", "accent-soft", "plain-soft")) {
                assertContrast(scheme, "ink", ground);
            }
            for (var text : List.of("muted", "accent", "good", "warn", "bad")) {
                assertContrast(scheme, text, "ground");
                assertContrast(scheme, text, "surface");
            }
            for (var tone : List.of("accent", "good", "warn", "bad")) {
                assertContrast(scheme, tone, tone + "-soft");
            }
        }
    }

    private static void assertContrast(String css, String text, String ground) {
        double a = luminance(css, text) + 0.05;
        double b = luminance(css, ground) + 0.05;
        assertThat(Math.max(a, b) / Math.min(a, b))
                .as(text + " on " + ground)
                .isGreaterThanOrEqualTo(AA_CONTRAST);
    }

    /// Relative luminance as WCAG defines it, of a variable such as `--ink: #18212f`.
    private static double luminance(String css, String name) {
        var match = Pattern.compile("--" + name + ": #([0-9a-f]{6}|[0-9a-f]{3});").matcher(css);
        assertThat(match.find()).as(name).isTrue();
        var hex = match.group(1);
        var full = hex.length() == 6 ? hex : hex.replaceAll("(.)", "$1$1");
        return 0.2126 * linear(full.substring(0, 2))
                + 0.7152 * linear(full.substring(2, 4))
                + 0.0722 * linear(full.substring(4));
    }

    private static double linear(String hex) {
        double share = Integer.parseInt(hex, 16) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "a", "/a/", "//evil.example", "/a\"b", "/..", "javascript:x"})
    void aBasePathIsAPath(String basePath) {
        assertThatThrownBy(() -> new Frame("a", null, false, 0, null, basePath, Language.EN))
                .isInstanceOf(FoedusException.class);
    }

    private static String assetPath(String address) {
        return address.substring("/assets/".length(), address.indexOf('?'));
    }

    private static Document parsed(Page page, Frame frame) {
        return Jsoup.parse(PORTAL.render(page, frame, NOW));
    }
}
