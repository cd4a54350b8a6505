package org.foedus.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.foedus.core.claim.Claim;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.World;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Consents in advance: shown, confirmed, written into this machine's book.
class KeepingTest {
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
        home.keep(
                new HubPin(
                        hub.target().addresses().stream().map(Object::toString).toList(),
                        hub.identity.publicKey(),
                        hub.state().allianceId()));
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

    private Map<String, String> fields(String act, String subject) throws IOException {
        var fields = new HashMap<String, String>();
        fields.put("ticket", Caller.ticket(caller.get("/en/node/approvals")));
        fields.put("act", act);
        fields.put("subject", subject);
        return fields;
    }

    private Map<String, String> spring() throws IOException {
        var fields = fields("GIVE_STANDING", "");
        fields.put("name", "spring");
        fields.put("condition", "lead == 'lead' && run_steps <= 10000");
        fields.put("until", now.plus(Duration.ofDays(30)).toString().substring(0, 10));
        return fields;
    }

    private String confirmed(Map<String, String> fields) throws IOException {
        fields.put("kept", "yes");
        return caller.post("/en/act", fields);
    }

    @Test
    void aConsentInAdvanceIsShownThenKept() throws Exception {
        assertThat(caller.get("/en/node/approvals"))
                .contains("None is given.", "value=\"GIVE_STANDING\"");
        var fields = spring();

        var shown = caller.post("/en/act", fields);

        assertThat(shown)
                .startsWith("HTTP/1.1 200")
                .contains("Nothing is kept yet", "It consents if", "run_steps &lt;= 10000");
        assertThat(home.consents().consents()).isEmpty();

        assertThat(confirmed(fields)).startsWith("HTTP/1.1 200").contains("It is done");

        assertThat(home.consents().consents()).containsOnlyKeys("spring");
        assertThat(hub.postedClaims).isEmpty();
        assertThat(caller.get("/en/node/approvals")).contains("spring", "Remove spring");
        assertThat(caller.post("/en/act", spring()))
                .startsWith("HTTP/1.1 409")
                .contains("ALREADY_EXISTS", "run_steps &lt;= 10000");
    }

    @Test
    void removingItWithdrawsWhatWasGrantedUnderIt() throws Exception {
        confirmed(spring());
        world.consent(Claim.Decision.GRANTED, "standing:spring");
        caught();
        var fields = fields("END_STANDING", "spring");

        assertThat(caller.post("/en/act", fields))
                .contains("Consent is withdrawn from", "/en/runs/r1");
        assertThat(home.consents().consents()).containsOnlyKeys("spring");
        assertThat(world.run().consented(World.NODE)).isTrue();

        assertThat(confirmed(fields)).contains("It permits nothing any more", "/en/runs/r1");

        assertThat(home.consents().consents()).isEmpty();
        assertThat(world.run().consented(World.NODE)).isFalse();
        assertThat(confirmed(fields)).startsWith("HTTP/1.1 409").contains("NOT_FOUND");
    }

    @Test
    void aHubThatIsGoneDoesNotKeepAConsent() throws Exception {
        confirmed(spring());
        world.consent(Claim.Decision.GRANTED, "standing:spring");
        caught();
        var fields = fields("END_STANDING", "spring");
        hub.close();

        assertThat(confirmed(fields)).contains("The node withdraws the rest");

        assertThat(home.consents().consents()).isEmpty();
    }

    @Test
    void whatIsNoConditionNoNameOrNoDayIsSaidAndStays() throws Exception {
        var wrong = new HashMap<String, String>();
        wrong.put("condition", "lead == ");
        wrong.put("name", "No Name");
        wrong.put("until", "soon");
        for (var field : wrong.entrySet()) {
            var fields = spring();
            fields.put(field.getKey(), field.getValue());
            assertThat(confirmed(fields))
                    .containsPattern("^HTTP/1.1 4(00|09)")
                    .contains(field.getValue());
        }
        var fields = spring();
        fields.put("condition", "lead == '\u202E'");
        assertThat(confirmed(fields)).startsWith("HTTP/1.1 400").doesNotContain("\u202E");
        fields.put("condition", "x".repeat(2001));
        assertThat(confirmed(fields)).contains("At most 2,000 characters");
        fields = spring();
        fields.put("until", "2020-01-01");
        assertThat(confirmed(fields)).startsWith("HTTP/1.1 409").contains("is over");
        assertThat(home.consents().consents()).isEmpty();
    }

    @Test
    void aFormWithoutItsTicketKeepsNothing() throws Exception {
        var fields = spring();
        fields.put("ticket", "forged");
        assertThat(confirmed(fields)).startsWith("HTTP/1.1 403");
        assertThat(home.consents().consents()).isEmpty();
    }
}
