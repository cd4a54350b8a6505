package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.PdfOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The pages on paper: what only a screen has use for is gone, nothing is cut off, and it is dark
/// on light. The sheets lie in `target/print` afterwards.
class PrintTest {
    private static final int PAPER_WIDTH = 718;

    @BeforeAll
    static void open() throws IOException {
        BrowserTest.open();
    }

    @AfterAll
    static void close() {
        BrowserTest.close();
    }

    @Test
    void paperShowsTheWholePageWithoutWhatIsForTheScreen() throws IOException {
        var folder = Files.createDirectories(Path.of("target", "print"));
        try (var context = BrowserTest.context(PAPER_WIDTH, ColorScheme.DARK, true)) {
            var tab = context.newPage();
            tab.emulateMedia(new EmulateMediaOptions().setMedia(Media.PRINT));
            for (var name : BrowserTest.PAGES.keySet()) {
                if (name.contains("-")) {
                    continue;
                }
                tab.navigate(BrowserTest.address("/en/" + name));
                for (var gone : List.of(".top nav", ".tongues", ".copier", "#live", ".skip")) {
                    assertThat(tab.locator(gone + " >> visible=true").count())
                            .as(name + " " + gone)
                            .isZero();
                }
                assertThat(BrowserTest.overflow(tab)).as(name).isLessThanOrEqualTo(0);
                assertThat(tab.evaluate(CUT)).as(name).isEqualTo(List.of());
                assertThat(tab.evaluate("getComputedStyle(document.body).color"))
                        .isEqualTo("rgb(0, 0, 0)");
                tab.pdf(new PdfOptions().setFormat("A4").setPath(folder.resolve(name + ".pdf")));
            }
        }
    }

    /// What holds more than it shows.
    private static final String CUT =
            """
            () => [...document.querySelectorAll('.scroll')]
              .filter((e) => !e.closest('details:not([open])'))
              .filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
              .map((e) => e.getAttribute('aria-label') + ' ' + e.scrollWidth + ' ' + e.clientWidth)
            """;
}
