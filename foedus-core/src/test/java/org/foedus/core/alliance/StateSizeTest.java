package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Story.CHINA;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.junit.jupiter.api.Test;

/// However much is said, the state stays small: long texts stay in the ledger.
final class StateSizeTest {
    private static final int TIMES = 16;
    private static final long MOST_A_CLAIM = 2 * 1024;

    /// Without a text or a list that somebody could make long.
    private static final Set<Class<?>> SHORT =
            Set.of(
                    Claim.Vote.class,
                    Claim.ConfirmRecovery.class,
                    MembershipClaim.DelegateNode.class,
                    MembershipClaim.RotateKey.class,
                    MembershipClaim.NameGuardian.class,
                    VotingClaim.StopProposal.class,
                    VotingClaim.Ballot.class,
                    PartnershipClaim.SignPartnership.class,
                    MandateClaim.AcknowledgeMandate.class);

    /// What is said again and again.
    private record Row(String what, Supplier<Story> begin, ObjIntConsumer<Story> say) {
        Row(String what, ObjIntConsumer<Story> say) {
            this(what, Story::settled, say);
        }

        Story said() {
            var story = begin.get();
            for (int i = 0; i < TIMES; i++) {
                say.accept(story, i);
            }
            return story;
        }
    }

    private static List<Row> rows() {
        return List.of(
                new Row("communiqués, withdrawn", LongClaims::communique),
                new Row("mandates, reported on, checked, prolonged", LongClaims::mandate),
                new Row("mandates that are voted on", LongClaims::openProposal),
                new Row("new charters, taken back", LongClaims::amendment),
                new Row("applications, taken back", LongClaims::application),
                new Row("persons, revoked", LongClaims::person),
                new Row("partnerships, refused", LongClaims::partnership),
                new Row("programmes", LongClaims::programme),
                new Row("runs, stopped", LongClaims::run),
                new Row("work", () -> Story.running(Story.plan()), LongClaims::work),
                new Row("readiness", () -> Story.running(Story.plan()), LongClaims::readiness));
    }

    private static Stream<Claim> claims(Story story) {
        return story.told().stream()
                .filter(Entry.Claimed.class::isInstance)
                .map(Entry.Claimed.class::cast)
                .map(Entry.Claimed::claim);
    }

    @Test
    void aClaimOfAnyKindLeavesLessThanTwoKibInTheState() throws IllegalAccessException {
        for (var row : rows()) {
            var before = row.begin().get();
            var after = row.said();
            long added = Weight.of(after.state()) - Weight.of(before.state());
            long claims = claims(after).count() - claims(before).count();

            assertThat(added / claims).as(row.what()).isLessThan(MOST_A_CLAIM);
        }
    }

    @Test
    void noKindOfClaimIsMissing() {
        var said = rows().stream().flatMap(r -> claims(r.said())).map(Object::getClass);

        assertThat(kinds(Claim.class).collect(Collectors.toSet()))
                .isEqualTo(
                        Stream.<Class<?>>concat(said, SHORT.stream()).collect(Collectors.toSet()));
    }

    private static Stream<Class<?>> kinds(Class<?> claim) {
        return claim.isSealed()
                ? Arrays.stream(claim.getPermittedSubclasses()).flatMap(StateSizeTest::kinds)
                : Stream.of(claim);
    }

    @Test
    void aMandateThatWasDecidedHasTheWholeTextOfItsProposal() {
        var id = new MandateId("mandate-1");
        var said = LongClaims.instruction(id);
        var story =
                Story.settled()
                        .claim(
                                CHINA.key(),
                                h ->
                                        LongClaims.propose(
                                                h, new ProposalId("p-1"), new Matter.Issue(said)));
        var put = Objects.requireNonNull(story.state().proposals().get(new ProposalId("p-1")));
        assertThat(story.texts().text(put)).isEqualTo(LongClaims.text(Proposal.MAX_TEXT));
        story.tell(at -> new Entry.Decided(at, put.id(), Proposal.Outcome.PASSED, "charter: test"));
        var decided = Objects.requireNonNull(story.state().proposals().get(put.id()));
        var mandate = Objects.requireNonNull(story.state().mandates().get(id));
        assertThat(story.texts().matter(decided)).isEqualTo(new Matter.Issue(said));
        assertThat(story.texts().instruction(mandate)).isEqualTo(said);
        assertThat(mandate.tasks()).isEqualTo(said.tasks().size());
    }

    @Test
    void aNewCharterThatPassedIsWholeInForceAndBriefInItsProposal() {
        var id = new ProposalId("p-1");
        var amend = new Matter.Amend(1, LongClaims.charter());
        var story =
                Story.settled()
                        .claim(CHINA.key(), h -> LongClaims.propose(h, id, amend))
                        .tell(at ->
                                new Entry.Decided(
                                        at, id, Proposal.Outcome.PASSED, "charter: test"));
        var decided = Objects.requireNonNull(story.state().proposals().get(id));
        assertThat(story.state().rules()).isEqualTo(LongClaims.charter());
        assertThat(decided.matter()).isEqualTo(new Matter.Amend(1, amend.charter().brief()));
        assertThat(story.texts().matter(decided)).isEqualTo(amend);
    }

    @Test
    void whatWasSaidIsReadInItsEntry() {
        var story = Story.settled();
        LongClaims.mandate(story, 1);
        LongClaims.partnership(story, 1);
        LongClaims.programme(story, 1);
        LongClaims.application(story, 1);
        var state = story.state();
        var texts = story.texts();
        var mandate = state.mandates().get(new MandateId("mandate-1"));
        var report = Objects.requireNonNull(mandate).reports().get(0);

        assertThat(texts.instruction(mandate)).isEqualTo(LongClaims.instruction(mandate.id()));
        assertThat(texts.text(report)).hasSize(4000);
        assertThat(texts.evidence(report)).hasSize(32);
        assertThat(texts.terms(state.partnerships().firstEntry().getValue()).orElseThrow().goals())
                .hasSize(4000);
        assertThat(texts.goal(state.programmes().firstEntry().getValue())).hasSize(4000);
        assertThat(
                        texts.declaration(
                                Objects.requireNonNull(
                                        state.applications().get(new MemberId("applicant-1")))))
                .get()
                .asString()
                .hasSize(2000);
    }
}
