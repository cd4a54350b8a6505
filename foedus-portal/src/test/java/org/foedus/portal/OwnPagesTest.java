package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.foedus.protocol.message.Language;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The pages of a member's own machine, and the forms on the alliance's.
class OwnPagesTest {
    private static final Portal PORTAL = new Portal();

    private static Document parsed(Page page, Frame frame) {
        return Jsoup.parse(PORTAL.render(page, frame, Samples.NOW));
    }

    static Stream<OwnPage> every() {
        return Stream.of(OwnSamples.usual(), OwnSamples.empty(), OwnSamples.evil())
                .map(m -> m.values())
                .flatMap(Collection::stream);
    }

    static Stream<OwnPage> evil() {
        return OwnSamples.evil().values().stream();
    }

    @ParameterizedTest
    @MethodSource("every")
    void aPageHasOneHeadingAndNoTwoPartsOfOneName(OwnPage page) {
        var html = parsed(new Page.Own(page), OwnSamples.frame(Language.EN));
        assertThat(html.select("h1")).hasSize(1);
        assertThat(html.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
        for (var label : html.select("label[for]")) {
            assertThat(html.select("[id=" + label.attr("for") + "]")).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("evil")
    void whatOthersWroteIsTextAndNothingElse(OwnPage page) {
        var html = parsed(new Page.Own(page), OwnSamples.evil(Language.EN));
        assertThat(html.select("script:not([src]), img, [onerror]")).isEmpty();
        assertThat(html.select("script").eachAttr("src")).allMatch(s -> s.contains("/assets/"));
        assertThat(html.html()).doesNotContain("\u202E", "\u0007");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyPageIsSaidInEveryLanguage(Language language) {
        every().forEach(page ->
                assertThat(
                                PORTAL.render(
                                        new Page.Own(page),
                                        OwnSamples.frame(language),
                                        Samples.NOW))
                        .contains("<html lang=\"" + language.tag() + "\""));
    }

    @Test
    void everyFormBringsTheTicketBackByPost() {
        var page = GovernanceSamples.usual().get(2);
        var html = parsed(page, OwnSamples.acting(Language.EN));
        assertThat(html.select("main form"))
                .hasSize(3)
                .allMatch(f -> f.attr("method").equals("post"));
        assertThat(html.select("main form [name=ticket]").eachAttr("value"))
                .isEqualTo(List.of("ticket", "ticket", "ticket"));
        assertThat(html.select("main form").eachAttr("action")).allMatch("/en/act"::equals);
        assertThat(html.select("a[href=#acts]")).hasSize(1);
        assertThat(html.select("nav .count").text()).isEqualTo("3");
    }

    @Test
    void nothingCanBeDoneOnThePagesOfAHub() {
        var page = GovernanceSamples.usual().get(2);
        assertThat(parsed(page, Samples.frame()).select("main form")).isEmpty();
    }

    @Test
    void theStartPageShowsNothingOfTheAlliance() {
        var html =
                PORTAL.render(
                        new Page.Own(new OwnPage.Start(null, "foedus open --home node", List.of())),
                        Samples.console(),
                        Samples.NOW);
        assertThat(html).doesNotContain(Samples.ROOT, Samples.MEMBERS.getFirst().name());
        assertThat(Jsoup.parse(html).select("nav")).isEmpty();
    }

    @Test
    void whatIsSignedHidesNothing() {
        var confirm = OwnSamples.evil().get("confirm");
        assertThat(confirm).isNotNull();
        assertThat(PORTAL.render(new Page.Own(confirm), OwnSamples.frame(Language.EN), Samples.NOW))
                .contains("\\u202e", "\\u0007");
    }
}
