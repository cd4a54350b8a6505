package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.foedus.protocol.message.Language;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Portal PORTAL = new Portal();

    @Test
    void whatDiffersStandsApartFromWhatIsTheSame() {
        var shown = Comparison.of(CompareSamples.usual());
        assertThat(shown.differing()).hasSize(1);
        assertThat(shown.differing().getFirst().values())
                .containsExactly(
                        Said.plain("30 of 20 local steps, batch 32"),
                        Said.plain("30 of 20 local steps, batch 32"),
                        Said.plain("20 of 20 local steps, batch 32"));
        assertThat(shown.same()).hasSize(6);
    }

    @Test
    void aSettingThatOneRunLacksIsADash() {
        var full = Samples.run(3, 9);
        var bare = Samples.empty().get(5);
        var shown = Comparison.of(Page.Compare.of(List.of(full, ((Page.Run) bare).run()), 1));
        assertThat(shown.same()).isEmpty();
        assertThat(shown.differing())
                .allSatisfy(r -> assertThat(r.values()).endsWith(Said.plain("—")));
    }

    @Test
    void eachRunHasALineOfItsOwnOnOneScale() {
        var html = parsed(CompareSamples.usual());
        var figure = html.select("figure[data-series=accuracy]");
        assertThat(figure.select("svg[role=img] g polyline")).hasSize(3);
        assertThat(figure.select(".keys bdi").eachText())
                .containsExactly("clothes-1", "clothes-2", "clothes-3");
        assertThat(figure.attr("data-points")).startsWith("[[1, 2,").contains("null");
        // The shortest ends where its last round lies among those of the longest.
        assertThat(figure.select(".run3 polyline").attr("points")).contains(" 193.1,");
        assertThat(html.select("#numbers ~ .scroll tbody tr")).hasSize(30);
        assertThat(html.select("#results ~ .scroll thead a").eachAttr("href"))
                .contains("/en/runs/clothes-2");
    }

    @Test
    void longRunsAreThinnedAndReadPageByPage() {
        for (var page : List.of(1, 2, 20)) {
            for (var language : Language.values()) {
                var frame = Samples.in(Samples.frame(), language);
                var html = PORTAL.render(CompareSamples.longest(page), frame, Samples.NOW);
                assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(150_000);
            }
        }
        var html = parsed(CompareSamples.longest(2));
        assertThat(html.select("main").text())
                .contains("Only the first 4 are shown", "Not each of the 1,000 rounds has room");
        assertThat(html.select("#numbers ~ .scroll tbody th").getFirst().text()).isEqualTo("950");
        assertThat(html.select("a[rel=prev]").attr("href"))
                .startsWith("/en/compare?run=a-run-with-a-long-name-0&run=")
                .endsWith("#numbers");
    }

    @Test
    void theListOfRunsIsAFormThatLeadsThere() {
        var html = parsed(Samples.usual().get(4));
        var form = html.select("form[method=get][action=/en/compare]");
        assertThat(form.select("input[type=checkbox][name=run]")).hasSize(2);
        assertThat(form.select("button")).hasSize(1);
    }

    private static Document parsed(Page page) {
        return Jsoup.parse(PORTAL.render(page, Samples.frame(), Samples.NOW));
    }
}
