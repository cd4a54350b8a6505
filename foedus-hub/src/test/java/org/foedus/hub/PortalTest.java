package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.foedus.hub.HubHome.Settings.Reading;
import org.foedus.portal.Portal;
import org.foedus.portal.state.Place;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The hub's pages, as a browser gets them over TLS.
class PortalTest {
    @TempDir private Path folder;
    private LiveAlliance alliance;
    private HttpClient browser;

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder).ofThree();
        alliance.apply("pt", alliance.invite());
        browser = HttpClient.newBuilder().sslContext(RawCaller.trusting()).build();
    }

    @AfterEach
    void close() {
        browser.close();
        alliance.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://" + alliance.address() + path))
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return sent(request(path));
    }

    private HttpResponse<String> sent(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void membersPagesTellTheOthersHowToOpenThem() throws Exception {
        for (var place : Place.values()) {
            var path = place.pattern().replace("{id}", "0");
            var page = get("/en" + path);
            int expected = place == Place.API ? 200 : place.free() ? 404 : 401;
            assertThat(page.statusCode()).as(path).isEqualTo(expected);
            if (!place.free()) {
                assertThat(page.body())
                        .contains("foedus open")
                        .doesNotContain("Association br", "Association pt");
            }
        }
        assertThat(get("/events").statusCode()).isEqualTo(401);
    }

    @Test
    void everybodyReadsAPublicPortalButNotOfApplicants() throws Exception {
        alliance.open();
        for (var place : Place.values()) {
            if (!place.hasId()) {
                var page = get("/it" + place.pattern());
                assertThat(page.statusCode()).as(place.pattern()).isEqualTo(200);
                assertThat(page.headers().firstValue("content-security-policy"))
                        .contains(Portal.CONTENT_SECURITY_POLICY);
                assertThat(page.body())
                        .as(place.pattern())
                        .contains("lang=\"it\"")
                        .doesNotContain("Association pt");
            }
        }
        assertThat(get("/members").body()).contains("Association br", "Association cn");
        assertThat(get("/members/br").statusCode()).isEqualTo(200);
        assertThat(get("/members/pt").statusCode()).isEqualTo(404);
        assertThat(get("/members/br").body()).doesNotContain("br-1");
    }

    @Test
    void thePublicChecksTheProofOfEveryEntryAndReadsThoseThatAreOpen() throws Exception {
        alliance.open();
        assertThat(get("/en/ledger/0").body())
                .contains("The path leads to the root of the checkpoint.", "data-entry=");
        var closed = 0;
        var entries = alliance.hub().runtime().<Long>read(l -> l.state().size());
        for (long i = 0; i < entries; i++) {
            var page = get("/en/ledger/" + i).body();
            assertThat(page).contains("The path leads to the root of the checkpoint.");
            assertThat(page).contains("The hub’s key signed the checkpoint.");
            assertThat(page).doesNotContain("Association pt");
            closed += page.contains("What this entry says is for members") ? 1 : 0;
        }
        assertThat(closed).isGreaterThan(2);
        assertThat(get("/en/ledger?q=pt").body()).contains("No entry fits");
        assertThat(get("/en/ledger?q=founded").body()).contains("1 entry fits");
    }

    @Test
    void whatIsNotThereIsSaidInTheReadersLanguage() throws Exception {
        alliance.open();
        for (var path :
                List.of(
                        "/it/ledger/99999999",
                        "/it/ledger/-1",
                        "/it/ledger/x",
                        "/it/members/nobody",
                        "/it/members/%00",
                        "/it/members/..%2f..%2fetc",
                        "/it/mandates?status=no",
                        "/it/members?page=0",
                        "/it/members?page=" + "9".repeat(300),
                        "/it/models/zz")) {
            var page = get(path);
            assertThat(page.statusCode()).as(path).isIn(404, 400);
            if (page.statusCode() == 404) {
                assertThat(page.body()).as(path).contains("lang=\"it\"");
            }
        }
        assertThat(get("/tlh/members").statusCode()).isEqualTo(404);
        var russian = sent(request("/members").header("Accept-Language", "tlh, ru;q=0.5"));
        assertThat(russian.body()).contains("lang=\"ru\"");
    }

    @Test
    void runsStandSideBySide() throws Exception {
        alliance.open();
        alliance.startRun(1, LiveAlliance.ALL_THREE);
        var page = get("/en/compare?run=run-1&run=run-1");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Runs side by side", "/en/runs/run-1\"");
        assertThat(get("/en/compare?run=run-1&run=nothing").statusCode()).isEqualTo(404);
        assertThat(get("/en/compare?run=" + "x+".repeat(900)).statusCode()).isEqualTo(404);
        assertThat(get("/en/compare").body()).contains("Choose two to four runs in the list.");
    }

    @Test
    void pagesOfTheLedgerNameTheirJson() throws Exception {
        alliance.open();
        for (var path : List.of("/ledger", "/ledger?q=founded&type=founded%2F1", "/ledger/1")) {
            var json =
                    Jsoup.parse(get("/en" + path).body())
                            .select("link[type=application/json]")
                            .attr("href");
            var answer = get(json);
            assertThat(answer.statusCode()).as(json).isEqualTo(200);
            assertThat(answer.body()).startsWith("{");
        }
        assertThat(get("/api/v1/ledger/search?q=founded").body()).contains("founded/1");
        assertThat(get("/api/v1/ledger/search?q=pt").body()).contains("\"items\":[]");
        var closed = get("/api/v1/ledger/entries/1").body();
        assertThat(closed).contains("\"leaf\"", "\"hashes\"", "\"checkpoint\"");
    }

    @Test
    void aProgramIsSentFromAPageToItsJson() throws Exception {
        alliance.open();
        var page =
                sent(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "https://" + alliance.address() + "/it/members/br"))
                                .header("Accept", "application/json"));
        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.headers().firstValue("location")).contains("/api/v1/members/br");
        assertThat(get("/api/v1/members/br").body()).contains("Association br");
        assertThat(get("/it/members/br").body())
                .contains("href=\"/api/v1/members/br\"", "/feeds/decisions.atom", "/feeds/due.ics");
        assertThat(get("/feeds/decisions.atom").statusCode()).isEqualTo(200);
    }

    @Test
    void aPageIsToldThatTheLedgerGrewUntilTheHubStops() throws Exception {
        alliance.open();
        var stream =
                browser.send(request("/events").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("content-type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("text/event-stream"));
        try (var lines = lines(stream.body())) {
            long first = told(lines);
            assertThat(first).isEqualTo(alliance.hub().runtime().<Long>read(l -> l.state().size()));
            alliance.invite();
            assertThat(told(lines)).isGreaterThan(first);
            alliance.stop();
            assertThat(ends(lines)).isTrue();
        } finally {
            alliance.begin();
        }
    }

    private static BufferedReader lines(InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /// Whether nothing more is told, however the connection ends.
    private static boolean ends(BufferedReader lines) {
        try {
            while (true) {
                var line = lines.readLine();
                if (line == null) {
                    return true;
                }
                if (line.startsWith("data:")) {
                    return false;
                }
            }
        } catch (IOException e) {
            return true;
        }
    }

    private static long told(BufferedReader lines) throws IOException {
        while (true) {
            var line = lines.readLine();
            if (line.startsWith("data: ")) {
                return Long.parseLong(line.substring(6));
            }
        }
    }

    private HttpResponse<String> post(String path, String form, String origin)
            throws IOException, InterruptedException {
        return sent(
                request(path)
                        .header("Origin", origin)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private String signedIn(String code) throws IOException, InterruptedException {
        var answer = post("/session", "code=" + code, "https://" + alliance.address());
        assertThat(answer.statusCode()).isEqualTo(303);
        var cookie = answer.headers().firstValue("set-cookie").orElseThrow();
        assertThat(cookie)
                .startsWith("__Host-foedus=")
                .contains("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=3600");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    @Test
    void aMembersBrowserReadsAtTheHubUntilItSignsOut() throws Exception {
        var cookie = signedIn(alliance.as("br").browserCode().code());
        var page = sent(request("/en/members").header("Cookie", "a=b; " + cookie));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Association pt", "Reading as", "/session/end");
        assertThat(sent(request("/api/v1/members").header("Cookie", cookie)).statusCode())
                .isEqualTo(200);
        // It reads; what changes something, and the ledger's own routes, want a key.
        assertThat(sent(request("/api/v1/ledger/checkpoint").header("Cookie", cookie)).statusCode())
                .isEqualTo(401);
        var out =
                sent(
                        request("/session/end")
                                .header("Cookie", cookie)
                                .header("Origin", "https://" + alliance.address())
                                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(sent(request("/en/members").header("Cookie", cookie)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aCodeIsGoodOnceAndOnlyFromTheHubsOwnPage() throws Exception {
        var code = alliance.as("br").browserCode().code();
        assertThat(post("/session", "code=" + code, "https://evil.example").statusCode())
                .isEqualTo(403);
        signedIn(code);
        var again = post("/session", "code=" + code, "https://" + alliance.address());
        assertThat(again.statusCode()).isEqualTo(401);
        assertThat(again.body()).contains("Ask for a new one");
        for (var form : List.of("", "code=", "code=%zz", "code=" + "x".repeat(900), "token=1")) {
            assertThat(post("/session", form, "https://" + alliance.address()).statusCode())
                    .as(form)
                    .isEqualTo(401);
        }
        var large = post("/session", "code=" + "x".repeat(5000), "https://" + alliance.address());
        assertThat(large.statusCode()).isEqualTo(413);
        for (var cookie : List.of("__Host-foedus=", "__Host-foedus=forged", "foedus=" + code)) {
            assertThat(sent(request("/en/members").header("Cookie", cookie)).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void whereReadingIsForMembersTheDoorSaysHowToGetIn() throws Exception {
        alliance.read(Reading.MEMBERS);
        for (var path : List.of("/en/", "/en/members", "/en/ledger/0")) {
            var page = get(path);

            assertThat(page.statusCode()).as(path).isEqualTo(401);
            assertThat(page.body())
                    .contains("These pages are for the members", "name=\"code\"", "foedus join")
                    .doesNotContain("0 entries", "<nav", "NOT_SIGNED_IN");
        }
    }

    @Test
    void aHubWithoutPagesHasNone() throws Exception {
        alliance.read(Reading.OFF);
        for (var path : List.of("/", "/it/members", "/ledger/0", "/events", "/assets/portal.css")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(alliance.as("br").entries(0, java.time.Duration.ZERO)).isNotEmpty();
    }
}
