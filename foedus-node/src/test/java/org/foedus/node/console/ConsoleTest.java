package org.foedus.node.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foedus.link.client.Pause;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.World;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.node.outgoing.Outgoing;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.portal.ApiView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is let in, and what the console shows.
class ConsoleTest {
    static final ApiView NO_API = new ApiView("API", List.of(), List.of(), List.of());
    private static final Outgoing SENT =
            new Outgoing(
                    Instant.parse("2026-11-24T10:00:00.123456Z"),
                    "update",
                    Optional.empty(),
                    "hub",
                    1234,
                    0,
                    Optional.of("<script>"),
                    Optional.of("owner"),
                    Optional.empty(),
                    "moved",
                    Optional.empty());

    @TempDir private Path temporary;
    private FakeHub hub;
    private World world;
    private NodeHome home;
    private Console console;
    private Caller caller;
    private Instant now = Instant.now();

    @BeforeEach
    void begin() throws Exception {
        hub = new FakeHub();
        home = NodeHome.create(temporary.resolve("node"), NodeSettings.of(World.LEAD, World.NODE));
        world = new World(hub, home.organisationKey(), home.nodeKey()).founded().running();
        home.keep(
                new HubPin(
                        hub.target().addresses().stream().map(Object::toString).toList(),
                        hub.identity.publicKey(),
                        hub.state().allianceId()));
        console = Console.start(home, hub.target(), NO_API, "test", () -> now, 0);
        assertThat(console.holds(hub.lines.size() - 1L, Duration.ofSeconds(20))).isTrue();
        caller = new Caller(console);
    }

    @AfterEach
    void end() {
        console.close();
        hub.close();
    }

    @Test
    void theTokenIsExchangedForAStrictCookieThatShowsTheAlliance() throws Exception {
        var answer = caller.exchange(caller.token());
        assertThat(answer).startsWith("HTTP/1.1 303").contains("HttpOnly; SameSite=Strict");

        var page = caller.admitted().get("/hi/mandates/m1");

        assertThat(page).startsWith("HTTP/1.1 200").contains("lang=\"hi\"", "Title", "इस मशीन पर");
        assertThat(page).contains("nosniff", "frame-ancestors 'none'", "no-store");
        assertThat(page).doesNotContain("Access-Control");
    }

    @Test
    void nothingIsShownWithoutTheCookie() throws Exception {
        for (var path : List.of("/", "/node", "/en/inbox", "/it/ledger", "/assets/portal.js")) {
            var answer = caller.ask("GET", path, "", "Host: " + caller.host());
            assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("Test alliance", "Title");
        }
    }

    @Test
    void noPageAndNoScriptOfTheHubIsEverAskedFor() throws Exception {
        caller.admitted();
        for (var path : List.of("/", "/en/", "/en/runs", "/en/ledger", "/assets/portal.js")) {
            assertThat(caller.get(path)).startsWith("HTTP/1.1 200").doesNotContain("<p>page /");
        }
        assertThat(hub.seen).isNotEmpty().allMatch(s -> s.contains(" /api/v1/"));
    }

    /// Its round asks a node that never consented.
    @Test
    void aHubThatBrokeTheRulesIsToldOnEveryPageInTheReadersLanguage() throws Exception {
        caller.admitted();
        assertThat(caller.get("/en/")).doesNotContain("foedus alarms");
        world.openRound(1);
        assertThat(console.holds(hub.lines.size() - 1L, Duration.ofSeconds(20))).isTrue();

        var pages =
                List.of("/en/", "/it/runs", "/hi/ledger", "/zh/inbox", "/ru/node", "/pt/nowhere");
        for (var path : pages) {
            assertThat(caller.get(path))
                    .as(path)
                    .contains("role=\"alert\"", "its consent is not in force", "foedus alarms");
        }
        assertThat(caller.get("/it/runs")).contains("ha violato le regole");
    }

    @Test
    void anotherNameForThisMachineIsTurnedAway() throws Exception {
        var name = caller.host();
        for (var other :
                List.of(
                        "evil.example:" + console.port(),
                        "localhost:" + console.port(),
                        "127.0.0.1:" + console.port(),
                        "[::1]:" + console.port(),
                        "evil." + name,
                        "x" + name,
                        name.substring(0, name.indexOf(':')))) {
            assertThat(caller.ask("GET", "/start", "", "Host: " + other))
                    .as(other)
                    .startsWith("HTTP/1.1 421");
        }
        assertThat(caller.ask("GET", "/start", "", "Host: " + name)).startsWith("HTTP/1.1 200");
    }

    @Test
    void eachConsoleHasANameOfItsOwnThatBrowsersTakeForThisMachine() {
        try (var second = Console.start(home, hub.target(), NO_API, "test", () -> now, 0)) {
            var name = console.startUrl().getHost();
            assertThat(name).matches("foedus-[0-9a-f]{16}\\.localhost");
            assertThat(second.startUrl().getHost()).endsWith(".localhost").isNotEqualTo(name);
        }
    }

    /// Browsers look there first.
    @Test
    void nobodyElseCanListenOnItsPortOfTheOtherLoopback() throws Exception {
        var six = InetAddress.ofLiteral("::1");
        Assumptions.assumeTrue(
                NetworkInterface.getByInetAddress(six) != null, "this machine has no ::1");
        assertThatThrownBy(() -> new ServerSocket(console.port(), 1, six).close())
                .isInstanceOf(BindException.class);
    }

    @Test
    void theStartPageIsItsOwnersAloneAndGoneWhenABrowserWasLetIn() throws Exception {
        var url = console.startUrl();
        var page = console.startPage(url);
        assertThat(Files.readString(page)).contains("url=" + url);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page.getParent())))
                .isEqualTo("rwx------");

        assertThat(caller.exchange(url.getFragment())).startsWith("HTTP/1.1 303");
        assertThat(page).doesNotExist();
    }

    @Test
    void aStartPageThatNobodyUsedGoesWithTheConsole() {
        var second = Console.start(home, hub.target(), NO_API, "test", () -> now, 0);
        var page = second.startPage(second.startUrl());
        assertThat(page).exists();
        second.close();
        assertThat(page).doesNotExist();
    }

    @Test
    void theStartPageOfAConsoleThatWasKilledIsRemovedByTheNext() throws Exception {
        var left = Files.writeString(home.folder().resolve("start-0011.html"), "a code");
        Files.setLastModifiedTime(left, FileTime.from(now.minus(Duration.ofMinutes(3))));
        var page = console.startPage(console.startUrl());
        assertThat(left).doesNotExist();
        assertThat(page).exists();
    }

    @Test
    void aTokenIsGoodOnce() throws Exception {
        var token = caller.token();

        assertThat(caller.exchange(token)).startsWith("HTTP/1.1 303");
        assertThat(caller.exchange(token)).startsWith("HTTP/1.1 403").doesNotContain("Set-Cookie");
    }

    @Test
    void aTokenIsGoodForTwoMinutes() throws Exception {
        var token = caller.token();
        now = now.plus(Duration.ofSeconds(121));

        assertThat(caller.exchange(token)).startsWith("HTTP/1.1 403");
    }

    @Test
    void aPostFromAnotherPageIsRefusedAndDoesNotSpendTheToken() throws Exception {
        var token = caller.token();
        var body = "token=" + token;
        var host = "Host: " + caller.host();

        assertThat(caller.ask("POST", "/start", body, host, "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403");
        assertThat(caller.ask("POST", "/start", body, host)).startsWith("HTTP/1.1 403");
        assertThat(
                        caller.ask(
                                "POST",
                                "/start",
                                body,
                                host,
                                "Origin: http://" + caller.host(),
                                "Sec-Fetch-Site: cross-site"))
                .startsWith("HTTP/1.1 403");
        assertThat(caller.exchange(token)).startsWith("HTTP/1.1 303");
    }

    @Test
    void aSessionThatNobodyUsesEndsAndSaysHowToOpenAgain() throws Exception {
        caller.admitted();
        now = now.plus(Duration.ofMinutes(29));
        assertThat(caller.get("/en/inbox")).startsWith("HTTP/1.1 200");
        now = now.plus(Duration.ofMinutes(29));
        // A page that fetches itself again is no person.
        var self = "Sec-Fetch-Dest: empty";
        assertThat(
                        caller.ask(
                                "GET",
                                "/en/runs/r1",
                                "",
                                "Host: " + caller.host(),
                                caller.cookie(),
                                self))
                .startsWith("HTTP/1.1 200");
        now = now.plus(Duration.ofMinutes(2));

        assertThat(caller.get("/en/inbox"))
                .startsWith("HTTP/1.1 403")
                .contains("half an hour", "<code>foedus open</code>")
                .contains("foedus open --home " + home.folder());
    }

    @Test
    void whatWasTypedIsNotLostWithItsSession() throws Exception {
        caller.admitted();
        now = now.plus(Duration.ofMinutes(31));
        var report =
                Map.of("act", "REPORT", "subject", "m1", "text", "Two of three <b>are</b> ready.");

        assertThat(caller.post("/en/act", report))
                .startsWith("HTTP/1.1 403")
                .contains("half an hour", "What you wrote")
                .contains("Two of three &lt;b&gt;are&lt;/b&gt; ready.");
        assertThat(
                        caller.ask(
                                "POST",
                                "/en/act",
                                Caller.form(report),
                                "Host: " + caller.host(),
                                "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("Two of three");
    }

    @Test
    void whatIsNotThereIsSaidSo() throws Exception {
        caller.admitted();
        for (var path :
                List.of(
                        "/xx/inbox",
                        "/en/ledger/999",
                        "/en/ledger/-1",
                        "/en/members/..%2f",
                        "/en/members/%2e%2e",
                        "/en/nothing",
                        "/api/v1/hub",
                        "/healthz",
                        "/assets/../keys/node.pem")) {
            assertThat(caller.get(path)).as(path).containsPattern("^HTTP/1.1 40[04]");
        }
    }

    @Test
    void theLedgerIsReadFromTheCopyHere() throws Exception {
        assertThat(caller.admitted().get("/en/ledger/0")).startsWith("HTTP/1.1 200");
        assertThat(caller.get("/en/ledger")).contains("/en/ledger/0", "publish-mandate/1");
    }

    @Test
    void withoutTheHubThePagesStayAndSayHowOldTheyAre() throws Exception {
        hub.close();
        caller.admitted();
        String page = caller.get("/en/mandates/m1");
        for (int i = 0; i < 200 && !page.contains("The hub does not answer"); i++) {
            page = caller.get("/en/mandates/m1");
        }

        assertThat(page).contains("The hub does not answer", "the hub was last heard of", "Title");
    }

    @Test
    void theFirstPageWaitsForALedgerThatIsOnItsWay() throws Exception {
        console.close();
        openAfresh(Duration.ofMillis(300));

        assertThat(caller.admitted().get("/en/")).startsWith("HTTP/1.1 200");
    }

    @Test
    void theFirstPageDoesNotWaitForAHubThatIsNotThere() throws Exception {
        console.close();
        hub.close();
        openAfresh(Duration.ZERO);

        assertThat(caller.admitted().get("/en/")).startsWith("HTTP/1.1 502");
    }

    /// A console whose machine has no copy of the ledger yet.
    private void openAfresh(Duration slowness) throws IOException {
        for (var file : List.of("entries.jsonl", "checkpoint")) {
            Files.delete(home.ledger().resolve(file));
        }
        hub.slowness = slowness;
        console = Console.start(home, hub.target(), NO_API, "test", () -> now, 0);
        caller = new Caller(console);
    }

    @Test
    void anEntryThatTheNodeIsWritingIsThereInAMoment() throws Exception {
        console.close();
        var key = hub.identity.publicKey();
        try (var node = Mirror.open(temporary.resolve("copy"), key);
                var here = Mirror.open(temporary.resolve("copy"), key);
                var client = HubClient.of(hub.target(), InstantSource.system())) {
            client.signIn(home.nodeKey());
            here.follow(client, Duration.ZERO);
            Pause writes = _ -> node.follow(client, Duration.ZERO);
            Pause idles = _ -> {};
            var last = here.size() - 1;

            assertThatThrownBy(() -> new MirrorOutside(here, () -> now, idles).entries(last, 1))
                    .hasMessageContaining("the node is writing");
            assertThat(new MirrorOutside(here, () -> now, writes).entries(last, 1)).hasSize(1);
        }
    }

    @Test
    void theInboxAndTheNavigationSayWhatWaits() throws Exception {
        var page = caller.admitted().get("/en/inbox");

        assertThat(page).contains("Decide on a run", "/en/node/approvals");
        assertThat(caller.get("/en/")).contains("<span class=\"count\">", "for you</a>");
    }

    @Test
    void thePagesOfThisMachineAreShownInEveryLanguage() throws Exception {
        caller.admitted();
        for (var language : List.of("en", "it", "pt", "ru", "hi", "zh")) {
            for (var path : List.of("", "/data", "/approvals", "/jobs", "/sent", "/doctor")) {
                assertThat(caller.get("/" + language + "/node" + path))
                        .as(path)
                        .startsWith("HTTP/1.1 200")
                        .contains("<html lang=\"" + language + "\"");
            }
        }
        assertThat(caller.get("/en/node")).contains(home.nodeKey().publicKey().hex());
    }

    @Test
    void anApprovalShowsWhatIsAskedAndWhatThePolicySays() throws Exception {
        assertThat(caller.admitted().get("/en/node/approvals"))
                .contains(
                        "to test",
                        "2 rounds",
                        "4 steps",
                        "Asks you",
                        "value=\"APPROVE_SMALL\"",
                        "the new model minus the old one is then exactly that update");
    }

    @Test
    void whatLeftIsShownEscapedAndByRun() throws Exception {
        new OutgoingLog(home.outgoingFile()).add(SENT);

        var page = caller.admitted().get("/en/node/sent");

        assertThat(page).contains("update", "1.2 kB", "&lt;script&gt;");
        assertThat(page).doesNotContain("<script>", "<bdi><script");
        assertThat(caller.get("/en/node/sent?run=%3Cscript%3E")).contains("1.2 kB");
        assertThat(caller.get("/en/node/sent?run=other")).doesNotContain("1.2 kB");
    }

    @Test
    void theDoctorFindsTheHubOrSaysWhyNot() throws Exception {
        assertThat(caller.admitted().get("/en/node/doctor")).contains("pinned to the hub");
        hub.close();
        assertThat(caller.get("/it/node/doctor"))
                .contains("HUB_UNREACHABLE", "L'hub non è raggiungibile");
    }

    @Test
    void theStartPageHasItsStyleBeforeAnyoneIsKnown() throws Exception {
        var host = "Host: " + caller.host();
        assertThat(caller.ask("GET", "/start", "", host)).contains("href=\"/assets/portal.css");
        assertThat(caller.ask("GET", "/assets/portal.css", "", host)).startsWith("HTTP/1.1 200");
        assertThat(caller.ask("GET", "/assets/start.js", "", host)).startsWith("HTTP/1.1 200");
    }

    @Test
    void anOpenPageHearsThatTheLedgerGrew() throws Exception {
        caller.admitted();
        try (var stream = caller.stream("/events")) {
            assertThat(stream.await("event: ledger")).contains("data: " + hub.lines.size());
            world.consent();
            assertThat(stream.await("data: " + hub.lines.size())).contains("event: ledger");
        }
    }

    @Test
    void aPageOfARunIsRenderedHere() throws IOException {
        assertThat(caller.admitted().get("/en/runs/r1"))
                .contains("Approve this run for this node", world.run().planDigest().hex());
    }
}
