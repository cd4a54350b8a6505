package org.foedus.hub.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.foedus.portal.ApiView;
import org.foedus.portal.Frame;
import org.foedus.portal.Page;
import org.foedus.portal.Portal;
import org.foedus.protocol.message.Language;
import org.junit.jupiter.api.Test;

/// The pages of the shipped description: light each, and every way leads somewhere.
class ApiPagesTest {
    private static final int MOST_BYTES = 150_000;
    private static final Pattern ASSET = Pattern.compile("/assets/([^\"?]+)");
    private static final Portal PORTAL = new Portal();
    private static final ApiView API = ApiReader.shipped();

    @Test
    void everyPageOfTheDescriptionIsLight() {
        for (var page : pages()) {
            var html = html(page);
            long bytes = html.getBytes(StandardCharsets.UTF_8).length;
            var assets = new TreeSet<String>();
            ASSET.matcher(html).results().map(r -> r.group(1)).forEach(assets::add);
            for (var asset : assets) {
                bytes += PORTAL.asset(asset).orElseThrow().bytes().length;
            }
            assertThat(bytes).as(page.toString().substring(0, 60)).isLessThan(MOST_BYTES);
        }
    }

    @Test
    void theOverviewLeadsToEveryRouteAndEverySchema() {
        var overview = html(new Page.Api(API));
        for (var group : API.groups()) {
            assertThat(overview).contains("id=\"group-" + group.name() + "\"");
            for (var operation : group.operations()) {
                var anchor = "op-" + operation.id() + "\"";
                assertThat(overview)
                        .contains("id=\"" + anchor, "/api/" + group.name() + "#" + anchor);
                assertThat(html(new Page.ApiRoutes(group))).contains("id=\"" + anchor);
            }
        }
        for (var schema : API.schemas()) {
            assertThat(overview)
                    .contains("id=\"schema-" + schema.name() + "\"", "/api/" + schema.name());
        }
    }

    @Test
    void everySchemaTellsWhereItStands() {
        for (var schema : API.schemas()) {
            var page = (Page.ApiSchema) API.part(schema.name()).orElseThrow();
            // Payloads of envelopes, which no reference can name.
            if (!List.of("Statement", "Login").contains(schema.name())) {
                assertThat(page.users()).as(schema.name()).isNotEmpty();
            }
        }
        assertThat(API.part("nothing")).isEmpty();
    }

    private static List<Page> pages() {
        var pages = new ArrayList<Page>(List.of(new Page.Api(API)));
        API.groups().forEach(g -> pages.add(API.part(g.name()).orElseThrow()));
        API.schemas().forEach(s -> pages.add(API.part(s.name()).orElseThrow()));
        return pages;
    }

    private static String html(Page page) {
        var frame = new Frame("Alliance", null, false, 1, null, "", Language.EN);
        return PORTAL.render(page, frame, Instant.EPOCH);
    }
}
