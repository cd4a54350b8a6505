package org.foedus.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.World;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What opens something new: filled in, shown as it will be signed, signed; and nothing typed is
/// lost on the way.
class OpeningTest {
    private static final String[] ROME = {
        "title", "We meet in Rome",
        "body", "On the first of June.\n\nAll are welcome.",
        "language", "en",
        "voice", "alliance",
        "audience", "public"
    };

    @TempDir private Path temporary;
    private FakeHub hub;
    private NodeHome home;
    private Console console;
    private Caller caller;
    private Instant now = Instant.now();

    @BeforeEach
    void begin() throws Exception {
        hub = new FakeHub();
        home = NodeHome.create(temporary.resolve("node"), NodeSettings.of(World.LEAD, World.NODE));
        new World(hub, home.organisationKey(), home.nodeKey()).founded().running();
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

    private Map<String, String> act(String act, String subject, String... more) throws IOException {
        var fields = new HashMap<String, String>();
        fields.put("ticket", Caller.ticket(caller.get("/en/news")));
        fields.put("act", act);
        fields.put("subject", subject);
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

    private String signed(Map<String, String> fields) throws IOException {
        return confirmed(prepared(fields), fields);
    }

    private String confirmed(String paper, Map<String, String> fields) throws IOException {
        var ticket = fields.getOrDefault("ticket", "");
        var answer = caller.post(paper, Map.of("ticket", ticket));
        assertThat(answer).startsWith("HTTP/1.1 303");
        return caller.get(Caller.location(answer));
    }

    private Communique communique(String id) {
        return Optional.ofNullable(hub.state().communiques().get(new CommuniqueId(id)))
                .orElseThrow();
    }

    @Test
    void aCommuniqueIsPublishedAsItWasShownAndTakenBack() throws Exception {
        assertThat(caller.get("/en/news")).contains("value=\"PUBLISH_COMMUNIQUE\"");
        var fields = act("PUBLISH_COMMUNIQUE", "", ROME);
        var paper = prepared(fields);
        assertThat(caller.get(paper))
                .contains("publish-communique/1", "We meet in Rome", "In the alliance’s name");
        assertThat(hub.postedClaims).isEmpty();

        var done = confirmed(paper, fields);

        assertThat(done).contains("It is done", "/en/news/we-meet-in-rome\"");
        assertThat(communique("we-meet-in-rome").text("en").body()).contains("first of June");
        assertThat(communique("we-meet-in-rome").voice()).isEqualTo(Communique.Voice.ALLIANCE);

        assertThat(caller.get("/en/news/we-meet-in-rome"))
                .contains("value=\"WITHDRAW_COMMUNIQUE\"");
        signed(act("WITHDRAW_COMMUNIQUE", "we-meet-in-rome", "reason", "Not yet."));

        assertThat(communique("we-meet-in-rome").status()).isEqualTo(Communique.Status.WITHDRAWN);
        assertThat(caller.get("/en/news/we-meet-in-rome"))
                .doesNotContain("value=\"WITHDRAW_COMMUNIQUE\"");
    }

    @Test
    void aTitleThatIsTakenOrHasNoLatinLetterGetsANameOfItsOwn() throws Exception {
        signed(act("PUBLISH_COMMUNIQUE", "", ROME));
        signed(act("PUBLISH_COMMUNIQUE", "", ROME));
        var hindi = act("PUBLISH_COMMUNIQUE", "", ROME);
        hindi.putAll(Map.of("title", "हम रोम में मिलते हैं", "language", "hi"));
        signed(hindi);

        assertThat(hub.state().communiques().keySet())
                .extracting(CommuniqueId::value)
                .contains("we-meet-in-rome", "we-meet-in-rome-2", "news");
    }

    @Test
    void whatCannotBeSignedIsSaidAndWhatWasTypedStays() throws Exception {
        for (var evil : List.of("a <b>x</b>", "a \u202E b", "a \u0007 b", "a \u0000", "\uFFFD")) {
            var fields = act("PUBLISH_COMMUNIQUE", "", ROME);
            fields.put("title", evil);
            assertThat(caller.post("/en/act", fields))
                    .startsWith("HTTP/1.1 400")
                    .contains("class=\"fault\"", "All are welcome.", "value=\"alliance\"")
                    .doesNotContain("<b>x", "\u202E", "\u0007");
        }
        var fields = act("PUBLISH_COMMUNIQUE", "", ROME);
        fields.put("body", "ж".repeat(Communique.MAX_BODY + 1));
        assertThat(caller.post("/en/act", fields))
                .startsWith("HTTP/1.1 400")
                .contains("At most 4,000 characters; this has 4,001", "We meet in Rome", "жжж");
        assertThat(hub.postedClaims).isEmpty();
    }

    @Test
    void whatIsAboutToBeSignedCanBeChanged() throws Exception {
        var paper = prepared(act("PUBLISH_COMMUNIQUE", "", ROME));
        assertThat(caller.get(paper)).contains(paper + "?change=1");

        assertThat(caller.get(paper + "?change=1"))
                .startsWith("HTTP/1.1 200")
                .contains("All are welcome.", "value=\"We meet in Rome\"")
                .doesNotContain("class=\"fault\"");
        assertThat(hub.postedClaims).isEmpty();
    }

    @Test
    void aHubThatIsGoneLosesNothingThatWasTyped() throws Exception {
        var fields = act("PUBLISH_COMMUNIQUE", "", ROME);
        var paper = prepared(fields);
        hub.close();

        assertThat(confirmed(paper, fields))
                .contains("HUB_UNREACHABLE", "What you wrote is below", "All are welcome.");
    }

    @Test
    void anActThatIsNotOfferedIsRefusedAndWhatWasTypedStays() throws Exception {
        assertThat(caller.post("/en/act", act("WITHDRAW_COMMUNIQUE", "none", "reason", "So long")))
                .startsWith("HTTP/1.1 409")
                .contains("NO_COMMUNIQUE", "So long");
        assertThat(caller.post("/en/act", act("FORGET_EVERYTHING", ""))).startsWith("HTTP/1.1 404");
        assertThat(hub.postedClaims).isEmpty();
    }
}
