package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foedus.core.error.InvariantViolation;
import org.foedus.protocol.message.Language;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The pages can be used by everybody: axe-core finds nothing on any of them, in light and dark;
/// and the keyboard reaches what the mouse does.
class AccessibilityTest {
    private static final String RUN =
            """
            async () => {
              const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
              const options = { runOnly: tags, rules: { 'target-size': { enabled: true } } };
              const found = await axe.run(document, options);
              return found.violations.flatMap((rule) => rule.nodes.map((node) =>
                rule.id + ' (' + rule.impact + '): ' + node.target.join(' ') + ' ' +
                node.html.slice(0, 160) + ' ' + node.any.map((a) => a.message).join('; ')));
            }
            """;
    private static final String REACHED =
            """
            () => {
              const seen = [...document.querySelectorAll('main a, main button, main summary,'
                + ' main input, main select')].filter((e) => e.checkVisibility());
              return seen.filter((e) => e.tabIndex < 0).map((e) => e.outerHTML.slice(0, 120));
            }
            """;

    @BeforeAll
    static void open() throws IOException {
        BrowserTest.open();
    }

    @AfterAll
    static void close() {
        BrowserTest.close();
    }

    @ParameterizedTest
    @CsvSource({"1280,LIGHT,EN", "360,DARK,HI", "1280,DARK,RU"})
    void axeFindsNothing(int width, ColorScheme scheme, Language language) throws IOException {
        var axe = axe();
        var complaints = new ArrayList<String>();
        int pages = 0;
        try (var context = BrowserTest.context(width, scheme, true)) {
            var tab = context.newPage();
            for (var name : BrowserTest.PAGES.keySet()) {
                if (name.startsWith("evil-") || name.equals("long-run")) {
                    continue;
                }
                tab.navigate(BrowserTest.address("/" + language.tag() + "/" + name));
                BrowserTest.unfold(tab, name);
                tab.evaluate(axe);
                for (var found : (List<?>) tab.evaluate(RUN)) {
                    if (!nameless(name, found.toString())) {
                        complaints.add(name + ": " + found);
                    }
                }
                for (var found : (List<?>) tab.evaluate(REACHED)) {
                    complaints.add(name + ": not reached by the keyboard: " + found);
                }
                pages++;
            }
        }
        Files.writeString(
                Path.of("target", "axe-" + width + "-" + scheme + "-" + language + ".txt"),
                pages
                        + " pages, "
                        + complaints.size()
                        + " findings\n"
                        + String.join("\n", complaints));
        assertThat(complaints).isEmpty();
        assertThat(pages).isGreaterThan(40);
    }

    /// The pages of an empty alliance have things without a name, which no ledger has.
    private static boolean nameless(String page, String found) {
        return page.startsWith("empty-")
                && (found.startsWith("link-name") || found.startsWith("empty-heading"));
    }

    @Test
    void theFocusIsSeenOnEverythingThatHasIt() {
        try (var context = BrowserTest.context(1280, ColorScheme.LIGHT, true)) {
            var tab = context.newPage();
            for (var name : List.of("home", "members", "run", "ledger")) {
                tab.navigate(BrowserTest.address("/en/" + name));
                for (int i = 0; i < 40; i++) {
                    tab.keyboard().press("Tab");
                    var shown =
                            tab.evaluate(
                                    "getComputedStyle(document.activeElement).outlineStyle + ' '"
                                            + " + document.activeElement.outerHTML.slice(0, 90)");
                    if (!shown.toString().contains("<body")) {
                        assertThat(shown.toString()).as(name).doesNotStartWith("none");
                    }
                }
            }
        }
    }

    private static String axe() throws IOException {
        try (var script = AccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
            if (script == null) {
                throw new InvariantViolation("not on the class path: axe.min.js");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
