package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Takes the pictures of the documentation from a living demo: `./mvnw -pl foedus-cli -am test
/// -Dtest=PicturesTest -Dfoedus.pictures=docs/images -Dsurefire.failIfNoSpecifiedTests=false`.
@EnabledIfSystemProperty(named = "foedus.pictures", matches = ".+")
class PicturesTest {
    private static final long PATIENCE_MINUTES = 8;
    private static final int MOST_BYTES = 120_000;
    private static final List<Path> CHROMIUM =
            List.of(
                    Path.of("/usr/bin/chromium"),
                    Path.of("/usr/bin/chromium-browser"),
                    Path.of("/usr/bin/google-chrome"));

    /// @param path below the console's address
    private record Shot(String name, String path, int width, int height, ColorScheme scheme) {}

    private static final List<Shot> SHOTS =
            List.of(
                    new Shot("home-en", "/en/", 1280, 900, ColorScheme.LIGHT),
                    new Shot("news-en", "/en/news", 1280, 900, ColorScheme.LIGHT),
                    new Shot("run-zh", "/zh/runs/run-1", 1280, 900, ColorScheme.DARK),
                    new Shot(
                            "decision-en",
                            "/en/decisions/six-languages",
                            1280,
                            1000,
                            ColorScheme.LIGHT),
                    new Shot("board-it", "/it/mandates?view=board", 1280, 900, ColorScheme.LIGHT),
                    new Shot("members-en", "/en/members", 1280, 900, ColorScheme.LIGHT),
                    new Shot("entry-en", "/en/ledger/10", 1280, 900, ColorScheme.DARK),
                    new Shot("home-hi-360", "/hi/", 360, 740, ColorScheme.LIGHT));

    @TempDir Path folder;

    @Test
    void thePicturesOfTheDocumentation() throws Exception {
        var asked = Path.of(System.getProperty("foedus.pictures", ""));
        var images = Files.createDirectories(Processes.root().resolve(asked));
        var io = folder.resolve("io");
        var demo = folder.resolve("demo").toString();
        var process = Processes.start(io, List.of("demo", "--json", "--keep", "--folder", demo));
        try {
            var deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
            while (process.isAlive()
                    && !Processes.text(io.resolve("out")).contains("\"console\"")
                    && System.nanoTime() < deadline) {
                process.waitFor(200, TimeUnit.MILLISECONDS);
            }
            var out = Processes.text(io.resolve("out"));
            assertThat(out).as(Processes.text(io.resolve("err"))).contains("\"console\"");
            var console = JsonMapper.shared().readTree(out.lines().toList().getLast());
            take(console.path("url").asString(), images);
        } finally {
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static void take(String url, Path images) throws IOException {
        var environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var executable = CHROMIUM.stream().filter(Files::isExecutable).findFirst().orElseThrow();
        try (var playwright =
                        Playwright.create(new Playwright.CreateOptions().setEnv(environment));
                var browser =
                        playwright
                                .chromium()
                                .launch(
                                        new BrowserType.LaunchOptions()
                                                .setExecutablePath(executable)
                                                .setArgs(List.of("--no-sandbox")));
                var context = browser.newContext(new Browser.NewContextOptions().setLocale("en"))) {
            var tab = context.newPage();
            tab.navigate(url);
            tab.waitForURL(u -> !u.contains("/start"));
            var base = url.substring(0, url.indexOf("/start"));
            for (var shot : SHOTS) {
                tab.setViewportSize(shot.width(), shot.height());
                tab.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(shot.scheme()));
                var answer = tab.navigate(base + shot.path());
                assertThat(answer.status()).as(shot.path()).isEqualTo(200);
                var file = images.resolve(shot.name() + ".png");
                small(tab.screenshot(), file);
                assertThat(Files.size(file)).as(shot.name()).isLessThan(MOST_BYTES);
            }
        }
    }

    private static void small(byte[] png, Path file) throws IOException {
        var picture = ImageIO.read(new ByteArrayInputStream(png));
        ImageIO.write(Palette.of(picture).reduce(picture), "png", file.toFile());
    }
}
