package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.foedus.protocol.message.Language;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The pages in a real browser, under the policy that they are served with. Skipped, and said so,
/// where there is no Chromium; fails there when the environment has `CI=true`. Pictures of the
/// usual pages lie in `target/screenshots` afterwards.
class BrowserTest {
    private static final List<Path> CHROMIUM =
            List.of(
                    Path.of("/usr/bin/chromium"),
                    Path.of("/usr/bin/chromium-browser"),
                    Path.of("/usr/bin/google-chrome"));
    private static final List<String> ARGUMENTS =
            List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--no-first-run");
    private static final Portal PORTAL = new Portal();
    static final SortedMap<String, Page> PAGES = pages();
    private static final AtomicInteger LIVE_ROUNDS = new AtomicInteger(3);

    private static Playwright playwright;
    private static Browser browser;
    private static HttpServer server;

    @BeforeAll
    static void open() throws IOException {
        var chromium = CHROMIUM.stream().filter(Files::isExecutable).findFirst();
        if (chromium.isEmpty()) {
            var message =
                    "No Chromium, so the pages were NOT tried in a browser: install it, as by"
                            + " apt-get install chromium fonts-noto-color-emoji";
            assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
            System.err.println(message);
            Assumptions.abort(message);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", BrowserTest::answer);
        server.start();
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(chromium.get())
                                        .setArgs(ARGUMENTS));
    }

    @AfterAll
    static void close() {
        if (playwright != null) {
            browser.close();
            playwright.close();
        }
        if (server != null) {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "360,LIGHT,EN",
        "360,DARK,HI",
        "1280,LIGHT,HI",
        "1280,DARK,EN",
        "360,LIGHT,RU",
        "1280,LIGHT,ZH"
    })
    void everyPageFitsAndBreaksNoRule(int width, ColorScheme scheme, Language language)
            throws IOException {
        var shots = Files.createDirectories(Path.of("target", "screenshots"));
        try (var context = context(width, scheme, true)) {
            var tab = context.newPage();
            var complaints = watch(tab);
            for (var name : PAGES.keySet()) {
                tab.navigate(address("/" + language.tag() + "/" + name));
                unfold(tab, name);
                if (!name.contains("-")) {
                    var shot = name + "-" + width + "-" + scheme + "-" + language.tag() + ".png";
                    tab.screenshot(
                            new ScreenshotOptions().setFullPage(true).setPath(shots.resolve(shot)));
                }
                assertThat(tab.locator("html").getAttribute("lang")).isEqualTo(language.tag());
                if (overflow(tab) > 0) {
                    complaints.add(name + " is wider than its window in " + language);
                }
            }
            assertThat(complaints).isEmpty();
        }
    }

    /// Opens the forms that are folded.
    static void unfold(com.microsoft.playwright.Page tab, String name) {
        if (name.endsWith("opening")) {
            tab.evaluate("document.querySelectorAll('details.act').forEach(d => d.open = true)");
        }
    }

    @Test
    void theLanguagesAreAMenuThatNeedsNoScript() {
        try (var context = context(360, ColorScheme.LIGHT, false)) {
            var tab = context.newPage();
            tab.navigate(address("/en/charter"));
            assertThat(tab.locator(".tongues a >> visible=true").count()).isZero();
            tab.locator(".tongues summary").press("Enter");
            assertThat(tab.locator(".tongues a >> visible=true").count()).isEqualTo(6);
            tab.locator(".tongues a[lang=it]").click();
            tab.waitForURL("**/it/charter");
            assertThat(tab.locator("html").getAttribute("lang")).isEqualTo("it");
            assertThat(tab.url()).endsWith("/it/charter");
        }
    }

    @Test
    void theBrowserChecksAProofItself() {
        try (var context = context(1280, ColorScheme.LIGHT, true)) {
            var tab = context.newPage();
            var complaints = watch(tab);
            tab.navigate(address("/entry"));
            assertThat(checks(tab)).containsExactly("in", "in", "in");
            tab.navigate(address("/bad-entry"));
            assertThat(checks(tab)).containsExactly("in", "out", "in");
            tab.navigate(address("/forged-entry"));
            assertThat(checks(tab)).containsExactly("in", "in", "out");
            assertThat(complaints).isEmpty();
        }
    }

    private static List<String> checks(com.microsoft.playwright.Page tab) {
        var lines = tab.locator("#proof-check li");
        lines.nth(2).waitFor();
        return lines.all().stream().map(l -> l.getAttribute("class")).toList();
    }

    @Test
    void theCurvesAreDrawnFromTheTable() {
        try (var context = context(1280, ColorScheme.LIGHT, true)) {
            var tab = context.newPage();
            var complaints = watch(tab);
            tab.navigate(address("/run"));
            assertThat(tab.locator("figure.drawn canvas").count()).isEqualTo(2);
            assertThat(tab.locator("figure.drawn svg >> visible=true").count()).isZero();
            tab.emulateMedia(
                    new com.microsoft.playwright.Page.EmulateMediaOptions()
                            .setColorScheme(ColorScheme.DARK));
            assertThat(tab.locator("figure.drawn canvas").count()).isEqualTo(2);
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void withoutJavaScriptThePictureIsThere() {
        try (var context = context(360, ColorScheme.LIGHT, false)) {
            var tab = context.newPage();
            tab.navigate(address("/run"));
            assertThat(tab.locator("figure svg[role=img] >> visible=true").count()).isEqualTo(4);
            assertThat(tab.locator("#rounds tbody tr").count()).isEqualTo(15);
        }
    }

    @Test
    void runsAreComparedByBoxesAndALineEach() {
        try (var context = context(360, ColorScheme.LIGHT, false)) {
            var tab = context.newPage();
            tab.navigate(address("/en/runs"));
            tab.locator("input[name=run]").first().check();
            tab.locator("input[name=run]").last().check();
            tab.locator("form button").last().click();
            assertThat(tab.url()).matches(".*/en/compare\\?run=[^&]+&run=[^&]+");
            assertThat(tab.locator("figure svg[role=img] >> visible=true").count()).isEqualTo(2);
        }
        try (var context = context(1280, ColorScheme.LIGHT, true)) {
            var tab = context.newPage();
            tab.navigate(address("/en/compare"));
            assertThat(tab.locator("figure.drawn canvas").count()).isEqualTo(2);
            var first = tab.locator("figure.drawn").first();
            assertThat(first.locator(".u-legend .u-series").count()).isEqualTo(4);
            assertThat(first.locator(".keys svg >> visible=true").count()).isEqualTo(3);
        }
    }

    @Test
    void aRunThatGoesOnIsSeenGoingOnUntilItEnds() {
        try (var context = context(1280, ColorScheme.LIGHT, true)) {
            var tab = context.newPage();
            var complaints = watch(tab);
            tab.clock().install();
            LIVE_ROUNDS.set(3);
            tab.navigate(address("/live"));
            assertThat(tab.locator("#live").textContent()).isEqualTo("Live");
            LIVE_ROUNDS.set(4);
            tab.clock().fastForward(View.REFRESH_SECONDS * 1000L);
            tab.locator("#rounds tbody tr").nth(3).waitFor();
            assertThat(tab.locator("figure.drawn canvas").count()).isEqualTo(2);
            LIVE_ROUNDS.set(9);
            tab.clock().fastForward(View.REFRESH_SECONDS * 1000L);
            tab.locator("#rounds tbody tr").nth(8).waitFor();
            tab.locator("#live")
                    .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void aHubThatIsGoneIsSaidSoAndThePageStays() {
        try (var context = context(1280, ColorScheme.LIGHT, true)) {
            var tab = context.newPage();
            tab.clock().install();
            LIVE_ROUNDS.set(3);
            tab.navigate(address("/live"));
            tab.route("**/live", route -> route.abort());
            tab.clock().fastForward(View.REFRESH_SECONDS * 1000L);
            tab.locator("#live.stale").waitFor();
            assertThat(tab.locator("#rounds tbody tr").count()).isEqualTo(3);
        }
    }

    @Test
    void theKeyboardReachesContentFirst() {
        try (var context = context(1280, ColorScheme.LIGHT, true)) {
            var tab = context.newPage();
            tab.navigate(address("/members"));
            tab.keyboard().press("Tab");
            assertThat(tab.evaluate("document.activeElement.className")).isEqualTo("skip");
            tab.keyboard().press("Enter");
            assertThat(tab.evaluate("document.activeElement.id")).isEqualTo("main");
        }
    }

    static com.microsoft.playwright.BrowserContext context(
            int width, ColorScheme scheme, boolean script) {
        return browser.newContext(
                new Browser.NewContextOptions()
                        .setViewportSize(width, 800)
                        .setColorScheme(scheme)
                        .setJavaScriptEnabled(script));
    }

    /// What the browser complains of from now on: errors, and what the policy stopped.
    private static List<String> watch(com.microsoft.playwright.Page tab) {
        var complaints = new ArrayList<String>();
        tab.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
        tab.onPageError(complaints::add);
        tab.onRequestFailed(request -> {
            // Leaving a page aborts what it still loads.
            if (!request.failure().contains("ERR_ABORTED")) {
                complaints.add("failed: " + request.url());
            }
        });
        tab.onRequest(request -> {
            if (!request.url().startsWith(address("/"))) {
                complaints.add("elsewhere: " + request.url());
            }
        });
        return complaints;
    }

    static int overflow(com.microsoft.playwright.Page tab) {
        return (Integer)
                tab.evaluate(
                        "Math.max(document.body.scrollWidth, document.documentElement.scrollWidth)"
                                + " - document.documentElement.clientWidth");
    }

    static String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    static SortedMap<String, Page> pages() {
        var names =
                List.of(
                        "home",
                        "members",
                        "mandates",
                        "mandate",
                        "runs",
                        "run",
                        "models",
                        "model",
                        "ledger",
                        "entry",
                        "api",
                        "problem",
                        "missing");
        var pages = new TreeMap<String, Page>();
        for (int i = 0; i < names.size(); i++) {
            pages.put(names.get(i), Samples.usual().get(i));
            pages.put("empty-" + names.get(i), Samples.empty().get(i));
            pages.put("evil-" + names.get(i), Samples.evil().get(i));
        }
        var governance = GovernanceSamples.NAMES;
        for (int i = 0; i < governance.size(); i++) {
            pages.put(governance.get(i), GovernanceSamples.usual().get(i));
            pages.put("empty-" + governance.get(i), GovernanceSamples.empty().get(i));
            pages.put("evil-" + governance.get(i), GovernanceSamples.evil().get(i));
        }
        OwnSamples.usual().forEach((name, page) -> pages.put(name, new Page.Own(page)));
        OwnSamples.empty().forEach((name, page) -> pages.put("empty-" + name, new Page.Own(page)));
        OwnSamples.evil().forEach((name, page) -> pages.put("evil-" + name, new Page.Own(page)));
        pages.put("voting", GovernanceSamples.usual().get(2));
        pages.put("opening", NewsSamples.usual().get(0));
        pages.put("evil-opening", NewsSamples.usual().get(0));
        pages.put("evil-voting", GovernanceSamples.usual().get(2));
        for (int i = 0; i < NewsSamples.NAMES.size(); i++) {
            pages.put(NewsSamples.NAMES.get(i), NewsSamples.usual().get(i));
            pages.put("empty-" + NewsSamples.NAMES.get(i), NewsSamples.empty().get(i));
            pages.put("evil-" + NewsSamples.NAMES.get(i), NewsSamples.evil().get(i));
        }
        pages.put("signin", new Page.SignIn(Page.SignIn.Why.ASKED));
        pages.put("failed-signin", new Page.SignIn(Page.SignIn.Why.FAILED));
        pages.put("for-members", new Page.SignIn(Page.SignIn.Why.MEMBERS));
        pages.put("bad-entry", entry(ProofSamples.bad()));
        pages.put("forged-entry", entry(ProofSamples.forged()));
        ApiSamples.usual().forEach(pages::put);
        CompareSamples.all().forEach(pages::put);
        pages.put("long-run", Page.Run.of(Samples.run(200, 200), 2, 1));
        return pages;
    }

    private static Page entry(ProofView proof) {
        var full = Samples.entry();
        return new Page.Entry(
                new EntryView.Full(full.entry(), full.json(), full.key(), proof), proof.size());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var language =
                    path.matches("/../.*")
                            ? Language.of(path.substring(1, 3)).orElse(Language.EN)
                            : Language.EN;
            var name = path.replaceFirst("^/(..)/", "").replaceFirst("^/", "");
            if (path.endsWith("/events")) {
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            if (path.contains("/assets/")) {
                var asset = PORTAL.asset(path.substring(path.indexOf("/assets/") + 8));
                send(exchange, asset.orElseThrow().contentType(), asset.orElseThrow().bytes());
                return;
            }
            var page =
                    name.equals("live")
                            ? Page.Run.of(Samples.run(LIVE_ROUNDS.get(), 9), 1, 1)
                            : PAGES.getOrDefault(name, new Page.Missing(path));
            var frame = frame(name, page, language);
            var html = PORTAL.render(page, frame, Samples.NOW);
            send(exchange, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Frame frame(String name, Page page, Language language) {
        boolean evil = name.startsWith("evil-");
        if (name.endsWith("opening")) {
            return OpeningSamples.frame(language, evil ? Samples.EVIL : "Brazil");
        }
        if (name.endsWith("voting") || page instanceof Page.Own) {
            return evil
                    ? OwnSamples.evil(language)
                    : name.equals("voting")
                            ? OwnSamples.acting(language)
                            : OwnSamples.frame(language);
        }
        return Samples.in(evil ? Samples.evilFrame() : Samples.console(), language);
    }

    private static void send(HttpExchange exchange, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders()
                .set("Content-Security-Policy", Portal.CONTENT_SECURITY_POLICY);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
