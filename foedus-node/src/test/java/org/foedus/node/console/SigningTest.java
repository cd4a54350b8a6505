package org.foedus.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.Scaling;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.World;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is shown is what is signed: once, by whom it was shown to, and by nobody else's form.
class SigningTest {
    private static final String WHERE = "/en/mandates/m2";

    @TempDir private Path temporary;
    private FakeHub hub;
    private NodeHome home;
    private World world;
    private Console console;
    private Caller caller;
    private Instant now = Instant.now();

    @BeforeEach
    void begin() throws Exception {
        hub = new FakeHub();
        home = NodeHome.create(temporary.resolve("node"), NodeSettings.of(World.LEAD, World.NODE));
        world = new World(hub, home.organisationKey(), home.nodeKey()).founded().running();
        hub.say(
                home.organisationKey(),
                h ->
                        new Claim.PublishMandate(
                                h,
                                new MandateId("m2"),
                                "Second",
                                "Text",
                                World.LEAD,
                                hub.now().plus(Duration.ofDays(9)),
                                List.of()));
        home.keep(
                new HubPin(
                        hub.target().addresses().stream().map(Object::toString).toList(),
                        hub.identity.publicKey(),
                        hub.state().allianceId()));
        var names = IntStream.range(0, 784).mapToObj(i -> "f" + i).collect(Collectors.joining(","));
        var rows = new StringBuilder("label," + names + "\n");
        for (int row = 0; row < 4; row++) {
            rows.append(row % 2).append(",0.5".repeat(784)).append('\n');
        }
        Files.writeString(home.folder().resolve("tiny.csv"), rows);
        home.keep(
                DatasetBook.empty()
                        .with("tiny", DatasetSpec.csv("tiny.csv", "label", Scaling.NONE)));
        console = Console.start(home, hub.target(), ConsoleTest.NO_API, "test", () -> now, 0);
        caught();
        caller = new Caller(console).admitted();
    }

    @AfterEach
    void end() {
        console.close();
        hub.close();
    }

    private void caught() {
        assertThat(console.holds(hub.lines.size() - 1L, Duration.ofSeconds(20))).isTrue();
    }

    private Map<String, String> act(String act, String... more) throws IOException {
        var fields = new HashMap<String, String>();
        fields.put("ticket", Caller.ticket(caller.get(WHERE)));
        fields.put("act", act);
        fields.put("subject", act.equals("APPROVE_SMALL") ? "r1" : "m2");
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return fields;
    }

    private String prepared(Map<String, String> fields) throws IOException {
        var answer = caller.post("/en/act", fields);
        assertThat(answer).startsWith("HTTP/1.1 303");
        return Caller.location(answer);
    }

    private String confirmed(String paper, String ticket) throws IOException {
        var answer = caller.post(paper, Map.of("ticket", ticket));
        assertThat(answer).startsWith("HTTP/1.1 303");
        return caller.get(Caller.location(answer));
    }

    @Test
    void exactlyWhatIsShownIsSigned() throws Exception {
        var fields = act("ACKNOWLEDGE");
        var paper = prepared(fields);

        var shown = caller.get(paper);

        assertThat(shown)
                .contains("Nothing is signed yet", "acknowledge-mandate/1", "the key of lead")
                .contains(home.organisationKey().publicKey().hex())
                .contains(hub.state().allianceId().hex());
        assertThat(hub.postedClaims).isEmpty();

        var done = confirmed(paper, ticket(fields));

        assertThat(done).contains("It is done", "/en/ledger/" + (hub.lines.size() - 1));
        var request = Json.read(hub.postedClaims.getFirst().array(), Api.ClaimRequest.class);
        var envelope = EnvelopeCodec.read(Json.write(request.envelope()));
        assertThat(shown).contains(Sha256.of(envelope.payload().array()).hex());
        assertThat(status()).isEqualTo(MandateStatus.ACKNOWLEDGED);
        assertThat(new OutgoingLog(home.outgoingFile()).newest(1).getFirst().what())
                .isEqualTo("acknowledge-mandate/1");
    }

    private MandateStatus status() {
        return mandate().status();
    }

    private Mandate mandate() {
        return Optional.ofNullable(hub.state().mandates().get(new MandateId("m2"))).orElseThrow();
    }

    private static String ticket(Map<String, String> fields) {
        return fields.getOrDefault("ticket", "");
    }

    @Test
    void aConfirmationCountsOnce() throws Exception {
        var fields = act("ACKNOWLEDGE");
        var paper = prepared(fields);
        confirmed(paper, ticket(fields));

        var again = confirmed(paper, ticket(fields));

        assertThat(again).contains("It is done");
        assertThat(hub.postedClaims).hasSize(1);
    }

    @Test
    void aFormWithoutTheTicketOfItsSessionSignsNothing() throws Exception {
        var fields = act("ACKNOWLEDGE");
        var paper = prepared(fields);
        for (var ticket : List.of("", "forged", caller.cookie())) {
            assertThat(caller.post(paper, Map.of("ticket", ticket))).startsWith("HTTP/1.1 403");
        }
        assertThat(caller.post(paper, Map.of("x", "y"))).startsWith("HTTP/1.1 403");
        assertThat(caller.post("/en/act", Map.of("act", "ACKNOWLEDGE", "subject", "m2")))
                .startsWith("HTTP/1.1 403")
                .contains("not of this session");
        assertThat(hub.postedClaims).isEmpty();
    }

    @Test
    void aFormOfAnotherPageSignsNothing() throws Exception {
        var fields = act("ACKNOWLEDGE");
        var paper = prepared(fields);
        var body = Caller.form(Map.of("ticket", ticket(fields)));
        var host = "Host: " + caller.host();
        for (var origin : List.of("Origin: null", "Origin: https://evil.example", "X: y")) {
            assertThat(caller.ask("POST", paper, body, host, caller.cookie(), origin))
                    .startsWith("HTTP/1.1 403");
        }
        assertThat(
                        caller.post(
                                paper,
                                Map.of("ticket", ticket(fields)),
                                "Sec-Fetch-Site: cross-site"))
                .startsWith("HTTP/1.1 403");
        assertThat(hub.postedClaims).isEmpty();
    }

    @Test
    void whatOneSessionLaidDownNoOtherSees() throws Exception {
        var paper = prepared(act("ACKNOWLEDGE"));
        var other = new Caller(console).admitted();
        var ticket = Caller.ticket(other.get(WHERE));

        assertThat(other.get(paper)).startsWith("HTTP/1.1 410");
        other.post(paper, Map.of("ticket", ticket));

        assertThat(hub.postedClaims).isEmpty();
    }

    @Test
    void whatIsNotConfirmedInTimeIsForgotten() throws Exception {
        var fields = act("ACKNOWLEDGE");
        var paper = prepared(fields);
        now = now.plus(Duration.ofMinutes(10)).plusSeconds(1);

        assertThat(caller.get(paper)).startsWith("HTTP/1.1 410").contains("expired");
        assertThat(confirmed(paper, ticket(fields))).contains("expired");
        assertThat(hub.postedClaims).isEmpty();
    }

    @Test
    void aSecondTabIsShownTheNewBytesBeforeItSigns() throws Exception {
        var first = act("ACKNOWLEDGE");
        var report = act("REPORT", "task", "0", "progress", "going_on", "text", "Two are ready");
        var paper = prepared(first);
        var second = prepared(report);
        confirmed(paper, ticket(first));

        var again = confirmed(second, ticket(first));

        assertThat(again).contains("Something else was signed", "Sign and send", "Two are ready");
        assertThat(mandate().reports()).isEmpty();
        assertThat(confirmed(second, ticket(first))).contains("It is done");
        assertThat(mandate().reports()).hasSize(1);
    }

    @Test
    void badTextIsRefusedAndKeptWhereItIsSafe() throws Exception {
        for (var text :
                List.of(
                        "<b>x</b>",
                        "turn \u202Edirection",
                        "bell \u0007",
                        "half \uD800",
                        "x".repeat(4001))) {
            var fields = act("REPORT", "task", "0", "progress", "done", "text", text);

            var answer = caller.post("/en/act", fields);

            assertThat(answer).startsWith("HTTP/1.1 400").contains("class=\"fault\"");
            assertThat(answer).doesNotContain("<b>x", "\u202E", "\u0007");
        }
        assertThat(caller.post("/en/act", act("REPORT", "task", "0", "progress", "no", "text", "")))
                .contains("Choose one of what is offered", "Please answer this");
        assertThat(hub.postedClaims).isEmpty();
    }

    @Test
    void aMegabyteIsRefusedByItsSize() throws Exception {
        var fields = act("REPORT", "task", "0", "progress", "done", "text", "x".repeat(1 << 20));

        assertThat(caller.post("/en/act", fields))
                .startsWith("HTTP/1.1 413")
                .contains("Nothing was signed");
    }

    @Test
    void whatTheRulesForbidIsNotOfferedAndSaysWhy() throws Exception {
        var fields = act("ACKNOWLEDGE");
        confirmed(prepared(fields), ticket(fields));

        assertThat(caller.get(WHERE)).doesNotContain("value=\"ACKNOWLEDGE\"");
        assertThat(caller.post("/it/act", fields))
                .startsWith("HTTP/1.1 409")
                .contains("MANDATE_STEP", "È stato rifiutato");
    }

    @Test
    void workIsApprovedWithTheNodesKey() throws Exception {
        var fields = act("APPROVE_SMALL");
        assertThat(caller.get("/en/runs/r1"))
                .contains("type=\"checkbox\"", "name=\"reveals_updates\"")
                .doesNotContain("value=\"APPROVE_WORK\"");
        assertThat(caller.post("/en/act", fields)).startsWith("HTTP/1.1 400");
        fields.put("reveals_updates", "accepted");
        var paper = prepared(fields);
        assertThat(caller.get(paper))
                .contains("the key of node n1", world.run().planDigest().hex());

        confirmed(paper, ticket(fields));

        assertThat(world.run().consented(World.NODE)).isTrue();
        assertThat(caller.get("/en/runs/r1"))
                .contains("value=\"WITHDRAW_CONSENT\"")
                .doesNotContain("value=\"APPROVE_SMALL\"");
    }

    @Test
    void aConsentIsWithdrawnAtOnePressWhileTheNodeSignsItsWork() throws Exception {
        var fields = act("APPROVE_SMALL", "reveals_updates", "accepted");
        confirmed(prepared(fields), ticket(fields));
        caught();
        var withdrawal = act("WITHDRAW_CONSENT", "reason", "enough");
        withdrawal.put("subject", "r1");
        var paper = prepared(withdrawal);
        for (boolean able : List.of(false, true, false)) {
            hub.say(
                    home.nodeKey(),
                    h -> new Claim.Readiness(h, world.run().id(), able, able ? "" : "no data"));
        }

        assertThat(confirmed(paper, ticket(fields))).contains("It is done");
        assertThat(world.run().consented(World.NODE)).isFalse();
    }

    @Test
    void aHubThatIsGoneIsNamedAndNothingIsLost() throws Exception {
        var fields = act("ACKNOWLEDGE");
        var paper = prepared(fields);
        hub.close();

        assertThat(confirmed(paper, ticket(fields))).contains("HUB_UNREACHABLE");
    }
}
