package org.foedus.node.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.Report;
import org.foedus.core.signature.Signer;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.Keys;
import org.foedus.node.fake.World;
import org.foedus.portal.Act;
import org.foedus.portal.Ask;
import org.foedus.portal.Offer;
import org.foedus.portal.act.Acts;
import org.foedus.portal.act.Draft;
import org.foedus.portal.act.Form;
import org.foedus.portal.act.Holder;
import org.foedus.portal.state.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is offered is what the rules allow, and nothing else.
class ActsTest {
    private FakeHub hub;
    private World world;
    private final Signer stranger = Keys.fresh();

    @BeforeEach
    void begin() throws Exception {
        hub = new FakeHub();
        world = new World(hub).founded().running();
    }

    @AfterEach
    void end() {
        hub.close();
    }

    private Acts acts(Signer organisation, Signer node) {
        return new Acts(
                hub.state(),
                hub.texts(),
                World.LEAD,
                World.NODE,
                List.of(
                        new Holder(Holder.ORGANISATION, organisation.publicKey()),
                        new Holder(Holder.NODE, node.publicKey())),
                hub.now());
    }

    private List<Act> on(Place place, String id) {
        return acts(world.organisation, world.node).on(place, id).stream().map(Offer::act).toList();
    }

    private void publish(String id) {
        hub.say(
                world.organisation,
                h ->
                        new Claim.PublishMandate(
                                h,
                                new MandateId(id),
                                "Title",
                                "Text",
                                World.LEAD,
                                hub.now().plus(Duration.ofDays(9)),
                                List.of(
                                        new Mandate.Task(
                                                "First", hub.now().plus(Duration.ofDays(5))))));
    }

    @Test
    void theLeadAcknowledgesOnceAndThenReports() {
        publish("m2");
        assertThat(on(Place.MANDATE, "m2"))
                .contains(Act.ACKNOWLEDGE, Act.REPORT, Act.ASK_EXTENSION);

        hub.say(
                world.organisation,
                h -> new MandateClaim.AcknowledgeMandate(h, new MandateId("m2")));

        assertThat(on(Place.MANDATE, "m2"))
                .contains(Act.REPORT)
                .doesNotContain(Act.ACKNOWLEDGE, Act.CHECK, Act.ANSWER_EXTENSION);
    }

    @Test
    void aReportIsAboutTheWholeOrATask() {
        publish("m2");
        var offer = acts(world.organisation, world.node).offer(Act.REPORT, "m2").orElseThrow();

        assertThat(offer.of(Ask.TASK)).extracting(Offer.Choice::value).containsExactly("0", "1");
        assertThat(offer.of(Ask.KEY))
                .extracting(Offer.Choice::value)
                .containsExactly(Holder.ORGANISATION);
    }

    @Test
    void nobodyChecksItsOwnReport() {
        publish("m2");
        hub.say(
                world.organisation,
                h ->
                        new MandateClaim.Report(
                                h,
                                new MandateId("m2"),
                                Optional.of(1),
                                Report.Progress.DONE,
                                "It is done.",
                                List.of()));
        assertThat(on(Place.MANDATE, "m2")).doesNotContain(Act.CHECK);
    }

    @Test
    void aNodesKeyConsentsAndNoOtherDoes() {
        assertThat(on(Place.RUN, "r1"))
                .contains(Act.APPROVE_SMALL, Act.REFUSE_WORK)
                .doesNotContain(Act.APPROVE_WORK);
        var offer =
                acts(world.organisation, world.node).offer(Act.APPROVE_SMALL, "r1").orElseThrow();
        assertThat(offer.of(Ask.KEY)).extracting(Offer.Choice::value).containsExactly(Holder.NODE);

        world.consent();

        assertThat(on(Place.RUN, "r1"))
                .contains(Act.WITHDRAW_CONSENT)
                .doesNotContain(Act.APPROVE_SMALL, Act.REFUSE_WORK);
        assertThat(acts(world.organisation, stranger).on(Place.RUN, "r1"))
                .extracting(Offer::act)
                .containsExactly(Act.PROPOSE_RELEASE);
    }

    @Test
    void whoHasNoKeyOfAMemberIsOfferedNothing() {
        publish("m2");
        var strangers = acts(stranger, Keys.fresh());
        for (var place : Place.values()) {
            assertThat(strangers.on(place, "m2")).isEmpty();
        }
        assertThat(strangers.why(Act.ACKNOWLEDGE, "m2").refusal())
                .map(r -> r.rule().name())
                .contains("UNKNOWN_KEY");
    }

    @Test
    void anApplicationIsCommentedWhileItIsOpen() {
        world.applies(new MemberId("second"), Keys.fresh(), new NodeId("s1"), Keys.fresh());
        assertThat(on(Place.MEMBER, "second")).contains(Act.COMMENT_ON_APPLICANT);
        assertThat(on(Place.MEMBER, "nobody")).isEmpty();
        assertThat(on(Place.MEMBER, "No Name")).isEmpty();
    }

    @Test
    void everythingThatIsOfferedIsAcceptedByTheRulesAsItIsFilledIn() {
        publish("m2");
        var acts = acts(world.organisation, world.node);
        var offer = acts.offer(Act.REPORT, "m2").orElseThrow();
        var form =
                Form.read(
                        offer,
                        Map.of("task", "1", "progress", "going_on", "text", " Two are ready. "));
        assertThat(form.faults()).isEmpty();
        var header =
                new Claim.Header(
                        hub.state().allianceId(),
                        hub.state().lastClaims().get(world.organisation.publicKey()) == null
                                ? 1
                                : 100,
                        hub.now());
        var claim =
                new Draft(Act.REPORT, "m2", form.answers())
                        .claim(header, hub.state(), Sha256.of(new byte[0]));
        assertThat(claim)
                .isEqualTo(
                        new MandateClaim.Report(
                                header,
                                new MandateId("m2"),
                                Optional.of(1),
                                Report.Progress.GOING_ON,
                                "Two are ready.",
                                List.of()));
    }

    @Test
    void aFormNamesEachAnswerThatCannotBeSigned() {
        publish("m2");
        var offer = acts(world.organisation, world.node).offer(Act.REPORT, "m2").orElseThrow();
        var fields = new TreeMap<String, String>();
        fields.put("task", "7");
        fields.put("progress", "done");
        fields.put("text", "a\u202Eb");
        fields.put("evidence", "not a digest");

        var form = Form.read(offer, fields);

        assertThat(form.faults())
                .extracting(f -> f.ask())
                .containsExactlyInAnyOrder(Ask.TASK, Ask.TEXT, Ask.EVIDENCE);
        assertThat(form.answers()).containsEntry(Ask.TEXT, "ab");
    }
}
