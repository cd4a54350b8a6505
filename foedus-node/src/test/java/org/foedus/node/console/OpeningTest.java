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
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Registrar;
import org.foedus.core.claim.Claim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.signature.Signer;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.Keys;
import org.foedus.node.fake.World;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.portal.Said;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.form.CharterYaml;
import org.foedus.protocol.json.Json;
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
        assertThat(hub.texts().of(communique("we-meet-in-rome"), "en").body())
                .contains("first of June");
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

    private void joins(String id, Signer key) {
        var member = new MemberId(id);
        world.applies(member, key, new NodeId(id + "-1"), Keys.fresh());
        hub.say(home.organisationKey(), h -> new Claim.Vote(h, member, Choice.YES));
        hub.append(Registrar.next(hub.state(), hub.now()).orElseThrow());
        caught();
    }

    private Proposal proposal(String id) {
        return Optional.ofNullable(hub.state().proposals().get(new ProposalId(id))).orElseThrow();
    }

    @Test
    void aMembersSuspensionIsProposedOnItsPageAndOnlyOnce() throws Exception {
        joins("second", Keys.fresh());
        assertThat(caller.get("/it/members/second"))
                .contains("value=\"PROPOSE_SUSPENSION\"", "value=\"Sospendere second\"")
                .contains("value=\"PROPOSE_EXPULSION\"")
                .doesNotContain("value=\"PROPOSE_RECOVERY\"", "value=\"PROPOSE_REINSTATEMENT\"");

        var fields =
                act(
                        "PROPOSE_SUSPENSION",
                        "second",
                        "title",
                        "Sospendere second",
                        "why",
                        "Its key was stolen.");
        var done = signed(fields);

        assertThat(done).contains("/en/decisions/suspend-second\"");
        assertThat(proposal("suspend-second").matter())
                .isEqualTo(new Matter.Suspend(new MemberId("second")));
        assertThat(hub.texts().text(proposal("suspend-second"))).isEqualTo("Its key was stolen.");
        assertThat(caller.get("/en/members/second"))
                .doesNotContain("value=\"PROPOSE_SUSPENSION\"")
                .contains("value=\"PROPOSE_EXPULSION\"");
    }

    @Test
    void aProposalThatBecameImpossibleMeanwhileIsRefusedByName() throws Exception {
        var key = Keys.fresh();
        joins("second", key);
        var fields = act("PROPOSE_EXPULSION", "second", "title", "Expel", "why", "It spoke.");
        var paper = prepared(fields);
        hub.say(key, h -> new Claim.Leave(h, "of its own will"));
        caught();

        assertThat(confirmed(paper, fields))
                .contains("no member that this could be decided about", "It spoke.");
        assertThat(hub.state().proposals()).isEmpty();
    }

    @Test
    void aKeyIsSixtyFourDigitsAndNothingElse() throws Exception {
        var second = Keys.fresh();
        joins("second", second);
        var third = Keys.fresh();
        var member = new MemberId("third");
        world.applies(member, third, new NodeId("third-1"), Keys.fresh());
        hub.say(home.organisationKey(), h -> new Claim.Vote(h, member, Choice.YES));
        hub.say(second, h -> new Claim.Vote(h, member, Choice.YES));
        hub.append(Registrar.next(hub.state(), hub.now()).orElseThrow());
        caught();
        var fields = act("PROPOSE_RECOVERY", "second", "title", "A key", "why", "It is lost.");
        var weak = "01" + "00".repeat(31);
        for (var wrong : List.of("", "12", "x".repeat(64), "AB".repeat(32), weak)) {
            fields.put("new_key", wrong);
            assertThat(caller.post("/en/act", fields))
                    .startsWith("HTTP/1.1 400")
                    .contains("class=\"fault\"", "It is lost.");
        }
        fields.put("new_key", home.organisationKey().publicKey().hex());
        assertThat(caller.post("/en/act", fields))
                .startsWith("HTTP/1.1 409")
                .contains("KEY_IN_USE", "It is lost.");
        fields.put("new_key", Keys.fresh().publicKey().hex());
        signed(fields);
        assertThat(proposal("recover-second").matter()).isInstanceOf(Matter.Recover.class);
    }

    @Test
    void aResolutionAndAFederationArePutOnThePageOfDecisions() throws Exception {
        assertThat(caller.get("/en/decisions"))
                .contains("value=\"PROPOSE_RESOLUTION\"", "value=\"PROPOSE_FEDERATION\"");
        signed(
                act(
                        "PROPOSE_RESOLUTION",
                        "",
                        "title",
                        "We meet in Rome",
                        "resolution",
                        "ж".repeat(Proposal.MAX_TEXT)));
        signed(
                act(
                        "PROPOSE_FEDERATION",
                        "",
                        "title",
                        "Federate",
                        "alliance",
                        "Three Seas",
                        "why",
                        "They asked."));

        assertThat(proposal("resolve-we-meet-in-rome").matter()).isEqualTo(new Matter.Resolve());
        assertThat(proposal("federate-three-seas").matter())
                .isEqualTo(new Matter.Federate("Three Seas"));
    }

    private String charter() {
        return CharterYaml.write(hub.state().charter().orElseThrow());
    }

    private Map<String, String> amendment(String yaml) throws IOException {
        return act(
                "PROPOSE_AMENDMENT",
                "",
                "title",
                "A quorum of two thirds",
                "why",
                "Half is too few.",
                "charter",
                yaml);
    }

    @Test
    void anAmendmentBeginsWithTheCharterInForce() throws Exception {
        assertThat(caller.get("/en/charter"))
                .contains("value=\"PROPOSE_AMENDMENT\"", charter().replace("&", "&amp;"));
        var yaml = charter().replaceFirst("quorum: [0-9.]+", "quorum: 0.7 # more").strip();

        signed(amendment(yaml.replace("\n", "\r\n")));

        var matter = (Matter.Amend) proposal("charter-2").matter();
        assertThat(matter.replaces()).isEqualTo(1);
        assertThat(matter.charter().admission().quorum()).isEqualTo(0.7);
    }

    @Test
    void anAmendmentThatChangesNothingIsRefusedAndKept() throws Exception {
        assertThat(caller.post("/en/act", amendment(charter())))
                .startsWith("HTTP/1.1 409")
                .contains("NOTHING_TO_CHANGE", "Half is too few.");
    }

    @Test
    void aCharterIsReadLineByLineInTheLanguageOfThePage() throws Exception {
        var broken =
                Map.of(
                        charter().replaceFirst("lead: .*", "leads: \"lead\""),
                        "Riga 2: il campo leads non esiste; forse lead.",
                        charter().replaceFirst("quorum: .*", "quorum: many"),
                        "Riga 6, admission.quorum. Atteso: a number in (0, 1]. Trovato: 'many'",
                        charter() + "lead: again\n",
                        "lead compare due volte.",
                        charter().replaceFirst("lead: .*", "lead: &a lead\nname2: *a"),
                        "Riga 2: qui non si usano ancore",
                        "a: [" + "[".repeat(40) + "]".repeat(40) + "]",
                        "Riga 1: nested deeper than 20 levels",
                        charter() + "---\n" + charter(),
                        "expected one document",
                        "x".repeat(12_001),
                        "Al massimo 12.000 caratteri; ce ne sono 12.001");
        for (var wrong : broken.entrySet()) {
            var answer = caller.post("/it/act", amendment(wrong.getKey()));
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains(wrong.getValue(), "Half is too few.");
        }
        assertThat(caller.post("/en/act", amendment(charter() + "# <b>\u202E")))
                .startsWith("HTTP/1.1 400")
                .contains("It holds HTML")
                .doesNotContain("\u202E", "<b>");
        assertThat(hub.postedClaims).isEmpty();
    }

    @Test
    void theLongestDocumentFitsIntoARequest() throws Exception {
        var charter = charter().replaceFirst("quorum: [0-9.]+", "quorum: 0.7");
        var fields = amendment(charter + "# ");
        fields.put("charter", charter + "#" + "人".repeat(11_999 - charter.length()));
        fields.put("why", "人".repeat(2000));
        fields.put("title", "人".repeat(200));
        assertThat(caller.post("/en/act", fields)).startsWith("HTTP/1.1 303");
    }

    private static final String MANDATE =
            """
            id: shared-lungs
            title: A shared view of lungs
            text: |
              Train one model.
            lead: lead
            due: in 90d
            """;

    @Test
    void aMandateIsPublishedOrPutToTheVote() throws Exception {
        assertThat(caller.get("/pt/mandates"))
                .contains("value=\"PUBLISH_MANDATE\"", "value=\"PROPOSE_MANDATE\"")
                .contains("lead: \"lead\"", "O que se deve fazer");
        var question = act("PROPOSE_MANDATE", "", "title", "Lungs", "why", "Why not?");
        question.put("mandate", MANDATE);
        signed(question);
        assertThat(proposal("mandate-shared-lungs").matter()).isInstanceOf(Matter.Issue.class);

        var done = signed(act("PUBLISH_MANDATE", "", "mandate", MANDATE));

        assertThat(done).contains("/en/mandates/shared-lungs\"");
        assertThat(hub.state().mandates()).containsKey(new MandateId("shared-lungs"));
        assertThat(caller.post("/en/act", act("PUBLISH_MANDATE", "", "mandate", MANDATE)))
                .startsWith("HTTP/1.1 409")
                .contains("MANDATE_EXISTS", "What you wrote is below", "Train one model.");
        var next = MANDATE.replace("shared-lungs", "lungs-2") + "supersedes: shared-lungs\n";
        signed(act("PUBLISH_MANDATE", "", "mandate", next));
        assertThat(
                        Optional.ofNullable(
                                        hub.state().mandates().get(new MandateId("shared-lungs")))
                                .map(m -> m.status()))
                .contains(MandateStatus.SUPERSEDED);
    }

    @Test
    void anExampleIsNotPublishedForWhatIsMeant() throws Exception {
        var given = Said.of("given.mandate", "id", "our-mandate", "lead", "lead").everywhere();
        assertThat(given).hasSize(6);
        for (var yaml : given) {
            assertThat(caller.post("/en/act", act("PUBLISH_MANDATE", "", "mandate", yaml)))
                    .startsWith("HTTP/1.1 400")
                    .contains("This is still the example");
        }
        var half = given.getFirst().replace("What is to be done", "Lungs");
        assertThat(caller.post("/en/act", act("PUBLISH_MANDATE", "", "mandate", half)))
                .startsWith("HTTP/1.1 400")
                .contains("“Say here what is to be done", "“The first step”");
        assertThat(hub.state().mandates()).doesNotContainKey(new MandateId("our-mandate"));
    }

    @Test
    void modelsAreProposedForReleaseOnThePageOfTheirRun() throws Exception {
        assertThat(caller.get("/en/runs/r1")).contains("value=\"PROPOSE_RELEASE\"");
        signed(
                act(
                        "PROPOSE_RELEASE",
                        "r1",
                        "title",
                        "Release them",
                        "release_to",
                        "public",
                        "why",
                        "They are good."));
        assertThat(proposal("release-r1").matter())
                .isEqualTo(new Matter.Release(World.RUN, Matter.Audience.PUBLIC));
    }

    private static final String OFFER =
            """
            id: xrays
            members: [lead, second]
            until: in 365d
            title: X-rays
            goals: One model of lungs
            """;

    private Partnership partnership() {
        return Optional.ofNullable(hub.state().partnerships().get(new PartnershipId("xrays")))
                .orElseThrow();
    }

    @Test
    void aPartnershipIsOfferedOnceThereIsSomebodyToOfferItTo() throws Exception {
        assertThat(caller.get("/en/partnerships")).doesNotContain("value=\"OFFER_PARTNERSHIP\"");
        joins("second", Keys.fresh());
        assertThat(caller.get("/en/partnerships"))
                .contains("value=\"OFFER_PARTNERSHIP\"", "members: [\"lead\", \"second\"]");

        signed(act("OFFER_PARTNERSHIP", "", "partnership", OFFER, "readers", "open"));

        assertThat(partnership().title()).contains("X-rays");
        assertThat(caller.get("/en/partnerships/xrays")).contains("value=\"LEAVE_PARTNERSHIP\"");
        signed(act("LEAVE_PARTNERSHIP", "xrays", "reason", "It is over."));
        assertThat(partnership().status(hub.now())).isEqualTo(Partnership.Status.ENDED);
    }

    @Test
    void closedTermsGoBesideTheClaimForThePartnersAlone() throws Exception {
        joins("second", Keys.fresh());
        var fields = act("OFFER_PARTNERSHIP", "", "partnership", OFFER, "readers", "closed");
        var paper = prepared(fields);
        assertThat(caller.get(paper)).contains("The text beside it", "One model of lungs");

        confirmed(paper, fields);

        assertThat(partnership().title()).isEmpty();
        assertThat(partnership().closedTerms()).isPresent();
        var request = Json.read(hub.postedClaims.getFirst().array(), Api.ClaimRequest.class);
        assertThat(Json.text(request.bodies())).contains("subject:lead", "subject:second");
        assertThat(Json.text(request.envelope())).doesNotContain("lungs");
    }
}
