package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.foedus.protocol.message.Language;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/// What a first visit to each page costs, with all that the page loads; the list lies in
/// `target/weights.txt`. All of it comes from where the page comes from.
class WeightTest {
    private static final int MOST_BYTES = 150_000;
    private static final Portal PORTAL = new Portal();

    @Test
    void aFirstVisitIsLight() throws IOException {
        var table = new ArrayList<String>();
        var heavy = new ArrayList<String>();
        for (var page : usual().entrySet()) {
            var html =
                    PORTAL.render(
                            page.getValue(), Samples.in(Samples.frame(), Language.HI), Samples.NOW);
            long plain = bytes(html).length;
            long packed = gzip(bytes(html));
            for (var asset : assets(Jsoup.parse(html))) {
                var file = PORTAL.asset(asset).orElseThrow().bytes();
                plain += file.length;
                packed += gzip(file);
            }
            var line =
                    String.format(
                            Locale.ROOT,
                            "%-16s %,8d bytes, of it the page %,7d; %,7d as gzip",
                            page.getKey(),
                            plain,
                            bytes(html).length,
                            packed);
            table.add(line);
            if (plain > MOST_BYTES) {
                heavy.add(line);
            }
        }
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "weights.txt"), String.join("\n", table) + "\n");
        assertThat(heavy).isEmpty();
    }

    @Test
    void nothingIsAskedOfAnotherOrigin() {
        for (var page : usual().entrySet()) {
            var html = Jsoup.parse(PORTAL.render(page.getValue(), Samples.frame(), Samples.NOW));
            for (var element :
                    html.select("[src], link[href], use[href], image[href], form[action]")) {
                var address = element.attr("src") + element.attr("href") + element.attr("action");
                assertThat(address).as(page.getKey()).startsWith("/").doesNotStartWith("//");
            }
        }
    }

    private static SortedMap<String, Page> usual() {
        var pages = new TreeMap<>(BrowserTest.pages());
        pages.keySet().removeIf(name -> name.contains("-"));
        return pages;
    }

    /// Of styles, scripts and pictures, the paths below `assets/`.
    private static SortedSet<String> assets(Document html) {
        var assets = new TreeSet<String>();
        for (var element :
                html.select("link[rel=stylesheet], link[rel=icon], script[src], use, img")) {
            var address = element.attr("src") + element.attr("href");
            if (address.contains("/assets/")) {
                assets.add(address.replaceFirst(".*/assets/", "").replaceFirst("[?#].*", ""));
            }
        }
        return assets;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.size();
    }
}
