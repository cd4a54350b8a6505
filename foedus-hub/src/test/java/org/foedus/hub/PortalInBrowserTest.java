package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real hub's pages in a real browser. Skipped, and said so, where there is no Chromium; fails
/// there when the environment has `CI=true`.
class PortalInBrowserTest {
    private static Playwright playwright;
    private static Browser browser;

    @TempDir private Path folder;
    private LiveAlliance alliance;
    private BrowserContext context;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void launch() {
        var chromium =
                List.of("chromium", "chromium-browser", "google-chrome").stream()
                        .map(name -> Path.of("/usr/bin", name))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (chromium.isEmpty()) {
            var message = "No Chromium, so a real hub's pages were NOT tried in a browser";
            assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
            System.err.println(message);
            Assumptions.abort(message);
        }
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
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-background-networking")));
    }

    @AfterAll
    static void quit() {
        if (playwright != null) {
            browser.close();
            playwright.close();
        }
    }

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder).ofThree();
        context = browser.newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true));
    }

    @AfterEach
    void close() {
        context.close();
        alliance.close();
    }

    private Page open(String path) {
        var tab = context.newPage();
        tab.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
        tab.onPageError(complaints::add);
        tab.navigate("https://" + alliance.address() + path);
        return tab;
    }

    @Test
    void aVoteIsSeenByWhoHasThePageOpen() {
        alliance.open();
        alliance.as("br")
                .submit(
                        h ->
                                new VotingClaim.Propose(
                                        h,
                                        new ProposalId("pause"),
                                        "Suspend cn",
                                        "It does not report.",
                                        new Matter.Suspend(new MemberId("cn"))),
                        List.of());
        var tab = open("/en/decisions/pause");
        tab.locator("#live.live").waitFor();
        var decided = tab.locator("main").textContent();
        assertThat(decided).contains("Suspend cn");
        // Nobody touches the page; only the hub's event can bring the ballot before a minute is
        // over.
        for (var voter : List.of("br", "in")) {
            alliance.as(voter)
                    .submit(
                            h -> new VotingClaim.Ballot(h, new ProposalId("pause"), Choice.YES),
                            List.of());
        }
        tab.locator("main")
                .getByText("Association in")
                .first()
                .waitFor(new Locator.WaitForOptions().setTimeout(20_000));
        assertThat(complaints).isEmpty();
    }

    @Test
    void theBrowserProvesARealEntry() {
        alliance.open();
        var tab = open("/en/ledger/0");
        var lines = tab.locator("#proof-check li");
        lines.nth(2).waitFor();
        assertThat(lines.all()).allMatch(l -> "in".equals(l.getAttribute("class"))).hasSize(3);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aMembersCodeOpensItsPagesAndSigningOutClosesThem() {
        alliance.apply("pt", alliance.invite());
        var tab = open("/session#" + alliance.as("br").browserCode().code());
        tab.waitForURL("https://" + alliance.address() + "/");
        assertThat(tab.url()).doesNotContain("#");
        tab.navigate("https://" + alliance.address() + "/en/members");
        assertThat(tab.locator("main").textContent()).contains("Association pt");
        tab.locator("form.badge button").click();
        tab.navigate("https://" + alliance.address() + "/en/members");
        assertThat(tab.locator("main").textContent())
                .contains("foedus open")
                .doesNotContain("Association pt");
    }
}
