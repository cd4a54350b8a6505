package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The tutorial of an alliance that governs itself, clicked through: a real hub, each member's
/// console as a process, and a browser. Brazil's browser runs scripts, the others' none. Skipped,
/// and said so, where there is no Chromium; fails there when the environment has `CI=true`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleStoryTest {
    private static final String CHARTER =
            """
            name: Clicked
            lead: brazil
            """;
    private static final String MANDATE =
            """
            id: lungs
            title: A shared view of lungs
            text: Train one model.
            lead: china
            due: in 60d
            tasks:
              - title: Prepare the data
                due: in 20d
                executor: india
            """;
    private static final String PLAN =
            """
            mandate: lungs
            purpose: To see lungs
            model: {architecture: mlp}
            dataset: fashion-mnist
            rounds: 1
            training: {steps: 2}
            cohort: {min: 2, max: 2, reveals_updates: accepted}
            round: {quorum: 2, grace: 60s, deadline: 2m}
            evaluation: {node: brazil-1, dataset: held-out}
            auditors: [brazil]
            """;

    private final SortedMap<String, BrowserContext> browsers = new TreeMap<>();
    private final SortedMap<String, Page> tabs = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();
    private SmallAlliance alliance;
    private Playwright playwright;
    private Browser browser;

    @BeforeAll
    void found(@TempDir Path empty) throws Exception {
        launchBrowser();
        alliance = new SmallAlliance(empty);
        var charter = alliance.write("charter.yaml", CHARTER).toString();
        var port = Integer.toString(alliance.port);
        alliance.done("hub", "hub init", "--charter", charter, "--port", port);
        alliance.await(alliance.launch("hub", "hub start"), "started");
        for (var member : List.of("brazil", "china", "india")) {
            alliance.join(member, alliance.invite(member));
            if (!member.equals("brazil")) {
                alliance.done("brazil", "vote " + member + " yes");
            }
            if (member.equals("india")) {
                alliance.done("china", "vote india yes");
            }
        }
        for (var member : List.of("brazil", "china", "india")) {
            open(member);
        }
    }

    private void launchBrowser() {
        var chromium =
                List.of("chromium", "chromium-browser", "google-chrome").stream()
                        .map(name -> Path.of("/usr/bin", name))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (chromium.isEmpty()) {
            var message = "No Chromium, so the console was NOT tried in a browser";
            assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
            System.err.println(message);
            Assumptions.abort(message);
        }
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var arguments = List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking");
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(chromium.get())
                                        .setArgs(arguments));
    }

    /// `foedus open`, and a browser that brings the start code: by script, or typed in.
    private void open(String member) throws Exception {
        var io = alliance.launch(member, "open --no-browser");
        alliance.await(io, "console");
        var url = alliance.said(io).getFirst().path("url").asString();
        boolean script = member.equals("brazil");
        var context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setLocale("en-GB")
                                .setJavaScriptEnabled(script));
        var tab = context.newPage();
        tab.onConsoleMessage(m -> complaints.add(member + ": " + m.text() + " " + m.location()));
        tab.onPageError(complaints::add);
        tab.navigate(url);
        if (!script) {
            tab.getByLabel("Start code").fill(url.substring(url.indexOf('#') + 1));
            button(tab, "Open");
        }
        tab.waitForURL("**/en/");
        browsers.put(member, context);
        tabs.put(member, tab);
    }

    @AfterAll
    void close() throws Exception {
        if (alliance != null) {
            alliance.close();
        }
        if (playwright != null) {
            browser.close();
            playwright.close();
        }
    }

    private Page tab(String member) {
        return Objects.requireNonNull(tabs.get(member));
    }

    private Page at(String member, String path) {
        var tab = tab(member);
        var origin = tab.url().substring(0, tab.url().indexOf('/', "http://".length()));
        tab.navigate(origin + "/en" + path);
        return tab;
    }

    private static void button(Page tab, String name) {
        tab.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    /// The form of an act on the page that a member sees.
    private static Locator form(Page tab, String act) {
        return tab.locator("form:has(input[value=" + act + "])");
    }

    private static void next(Locator form) {
        form.locator("button").click();
    }

    /// Signs what is shown, and sees that it is in the ledger.
    private static void sign(Page tab, String shown) {
        assertThat(tab.locator("main").textContent()).contains("Nothing is signed yet", shown);
        button(tab, "Sign and send");
        assertThat(tab.locator("h1").textContent()).as(tab.content()).contains("It is done");
        tab.locator(".lede a").click();
        assertThat(tab.locator("main").textContent()).contains(shown);
    }

    private void vote(String member, String path, String act, String choice) {
        var tab = at(member, path);
        form(tab, act).locator("input[value=" + choice + "]").check();
        next(form(tab, act));
        sign(tab, "\"" + choice + "\"");
    }

    /// Cookies know no ports: what a browser keeps for 127.0.0.1 goes to every server there.
    @Test
    @Order(0)
    void noOtherServerOfThisMachineSeesTheCookie() throws Exception {
        var cookies = new ConcurrentLinkedQueue<String>();
        var asked = new ConcurrentLinkedQueue<String>();
        var other =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext(
                "/",
                exchange -> {
                    asked.add(String.valueOf(exchange.getRequestHeaders().getFirst("Host")));
                    cookies.addAll(exchange.getRequestHeaders().getOrDefault("Cookie", List.of()));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        other.start();
        try {
            var tab = tab("brazil");
            for (var host : List.of("127.0.0.1", "localhost", "foedus.localhost")) {
                var there = "http://" + host + ":" + other.getAddress().getPort() + "/";
                tab.evaluate(
                        "a => fetch(a, {mode: 'no-cors', credentials: 'include'}).catch(e => 0)",
                        there);
                var page = Objects.requireNonNull(browsers.get("brazil")).newPage();
                try {
                    page.navigate(there);
                } catch (PlaywrightException e) {
                    // 204 leaves the page as it was
                } finally {
                    page.close();
                }
            }
        } finally {
            other.stop(0);
        }
        assertThat(asked).hasSizeGreaterThanOrEqualTo(3);
        assertThat(cookies).isEmpty();
        complaints.clear(); // the console's policy lets its pages connect nowhere else
    }

    @Test
    @Order(1)
    void aSixthIsCommentedOnAndVotedInByKeyboardAndWithoutScripts() {
        alliance.join("kenya", alliance.invite("kenya"));
        var tab = at("china", "/inbox");
        // Its copy follows the hub's: the application is there in a moment.
        for (int i = 0; i < 100 && tab.getByText("Vote on an application").count() == 0; i++) {
            tab.waitForTimeout(200);
            tab.reload();
        }
        tab.getByText("Vote on an application").click();
        form(tab, "COMMENT_ON_APPLICANT").locator("textarea").fill("We know their work.");
        next(form(tab, "COMMENT_ON_APPLICANT"));
        sign(tab, "comment/1");
        vote("china", "/members/kenya", "VOTE_ON_APPLICANT", "yes");
        byKeyboard();
        assertThat(at("india", "/members/kenya").locator("main").textContent())
                .contains("Association of kenya");
    }

    /// Brazil votes without touching a mouse.
    private void byKeyboard() {
        var tab = at("brazil", "/members/kenya");
        form(tab, "VOTE_ON_APPLICANT").locator("input[type=radio]").first().focus();
        tab.keyboard().press("Space");
        tab.keyboard().press("Tab");
        tab.keyboard().press("Enter");
        tab.waitForURL("**/act/*");
        assertThat(tab.locator("main").textContent()).contains("Nothing is signed yet");
        for (int i = 0; i < 40 && !focused(tab).equals("Sign and send"); i++) {
            tab.keyboard().press("Tab");
        }
        tab.keyboard().press("Enter");
        tab.locator("h1").getByText("It is done").waitFor();
    }

    private static String focused(Page tab) {
        return String.valueOf(tab.evaluate("document.activeElement.textContent.trim()"));
    }

    @Test
    @Order(2)
    void aMandateIsAcknowledgedReportedCheckedAndGivenMoreTime() throws Exception {
        alliance.done("brazil", "mandate publish", alliance.write("m.yaml", MANDATE).toString());
        seen("china", "/mandates/lungs");
        var china = at("china", "/mandates/lungs");
        next(form(china, "ACKNOWLEDGE"));
        sign(china, "acknowledge-mandate/1");
        seen("india", "/mandates/lungs");
        var india = at("india", "/mandates/lungs");
        form(india, "REPORT").locator("input[value=done]").check();
        form(india, "REPORT").locator("textarea[name=text]").fill("Here they are.");
        next(form(india, "REPORT"));
        sign(india, "Here they are.");
        var brazil = at("brazil", "/mandates/lungs");
        awaited(brazil, "CHECK");
        form(brazil, "CHECK").locator("input[value=verified]").check();
        next(form(brazil, "CHECK"));
        sign(brazil, "check-report/1");
        china = at("china", "/mandates/lungs");
        if (form(china, "ASK_EXTENSION").locator("select").count() > 0) {
            form(china, "ASK_EXTENSION").locator("select").first().selectOption("0");
        }
        form(china, "ASK_EXTENSION").locator("input[type=date]").fill("2099-12-31");
        form(china, "ASK_EXTENSION").locator("input[name=reason]").fill("The data are late.");
        next(form(china, "ASK_EXTENSION"));
        sign(china, "The data are late.");
        brazil = at("brazil", "/mandates/lungs");
        awaited(brazil, "ANSWER_EXTENSION");
        form(brazil, "ANSWER_EXTENSION").locator("input[value=granted]").check();
        next(form(brazil, "ANSWER_EXTENSION"));
        sign(brazil, "answer-extension/1");
    }

    /// Waits until the member's copy has it; before, there is no such page, and that is right.
    private void seen(String member, String path) {
        var tab = at(member, path);
        for (int i = 0; i < 100 && tab.locator("form.act").count() == 0; i++) {
            tab.waitForTimeout(200);
            tab.reload();
        }
        complaints.removeIf(c -> c.contains("404 (Not Found)") && c.contains(path));
    }

    private static void awaited(Page tab, String act) {
        for (int i = 0; i < 100 && form(tab, act).count() == 0; i++) {
            tab.waitForTimeout(200);
            tab.reload();
        }
    }

    @Test
    @Order(3)
    void theCharterIsAmended() throws Exception {
        var next = alliance.write("next.yaml", CHARTER + "reapply: 30d\n").toString();
        alliance.done("brazil", "propose amend --charter", next);
        for (var member : List.of("brazil", "china", "india")) {
            seen(member, "/decisions/charter-2");
            if (form(tab(member), "VOTE_ON_PROPOSAL").count() > 0) {
                vote(member, "/decisions/charter-2", "VOTE_ON_PROPOSAL", "yes");
            }
        }
        assertThat(at("brazil", "/charter").locator("main").textContent()).contains("30 days");
    }

    @Test
    @Order(4)
    void workIsApprovedAndTheConsentWithdrawn() throws Exception {
        alliance.data("india", "fashion-mnist", 0);
        alliance.done(
                "china", "run start --run lungs-1", alliance.write("plan.yaml", PLAN).toString());
        var tab = at("india", "/node/approvals");
        awaited(tab, "APPROVE_SMALL");
        assertThat(tab.locator("main").textContent())
                .contains("To see lungs", "Asks you", "computes the other’s update exactly");
        form(tab, "APPROVE_SMALL").locator("input[name=reveals_updates]").check();
        next(form(tab, "APPROVE_SMALL"));
        sign(tab, "consent/1");
        tab = at("india", "/node/approvals");
        form(tab, "WITHDRAW_CONSENT").locator("input[name=reason]").fill("The board asks.");
        next(form(tab, "WITHDRAW_CONSENT"));
        sign(tab, "The board asks.");
        assertThat(at("india", "/node/sent").locator("main").textContent()).contains("consent/1");
        assertThat(complaints).isEmpty();
    }
}
