package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Story.CHINA;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.signature.Signer;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.junit.jupiter.api.Test;

/// However much is said, the state stays small: long texts stay in the ledger.
final class StateSizeTest {
    private static final int CLAIMS = 16;
    private static final long KIB = 1024;

    private static String text(int letters) {
        return "ж".repeat(letters);
    }

    /// What a claim of `signer` adds to the state, on the average.
    private static long added(
            Story story, Signer signer, BiFunction<Claim.Header, Integer, Claim> claim)
            throws IllegalAccessException {
        long before = Weight.of(story.state());
        for (int i = 0; i < CLAIMS; i++) {
            int number = i;
            story.claim(signer, h -> claim.apply(h, number));
        }
        return (Weight.of(story.state()) - before) / CLAIMS;
    }

    private static Claim communique(Claim.Header h, int number) {
        var texts = new TreeMap<String, Communique.Text>();
        for (var language : new String[] {"de", "en", "it", "ru", "zh"}) {
            texts.put(
                    language,
                    new Communique.Text(
                            text(Communique.MAX_TITLE), number + text(Communique.MAX_BODY - 2)));
        }
        return new CommuniqueClaim.PublishCommunique(
                h,
                new CommuniqueId("news-" + number),
                "ru",
                texts,
                Communique.Voice.MEMBER,
                Optional.empty(),
                Communique.Audience.PUBLIC);
    }

    private static Claim proposal(Claim.Header h, int number) {
        return new VotingClaim.Propose(
                h,
                new ProposalId("p-" + number),
                text(Proposal.MAX_TITLE),
                text(Proposal.MAX_TEXT),
                new Matter.Issue(
                        new Instruction(
                                new MandateId("mandate-" + number),
                                text(Mandate.MAX_TITLE),
                                text(Mandate.MAX_TEXT),
                                CHINA.id(),
                                Story.START.plus(Duration.ofDays(90)),
                                List.of(),
                                Optional.empty())));
    }

    @Test
    void aProposalThatWasTakenBackLeavesLittleInTheState() throws IllegalAccessException {
        var story = Story.settled();
        long before = Weight.of(story.state());
        for (int i = 0; i < CLAIMS; i++) {
            int number = i;
            story.claim(CHINA.key(), h -> proposal(h, number));
            story.claim(
                    CHINA.key(),
                    h ->
                            new VotingClaim.WithdrawProposal(
                                    h, new ProposalId("p-" + number), "enough"));
        }
        assertThat((Weight.of(story.state()) - before) / CLAIMS).isLessThan(3 * KIB);
    }

    @Test
    void aMandateThatWasDecidedHasTheWholeTextOfItsProposal() {
        var story = Story.settled().claim(CHINA.key(), h -> proposal(h, 1));
        var put = Objects.requireNonNull(story.state().proposals().get(new ProposalId("p-1")));
        assertThat(story.texts().text(put)).isEqualTo(text(Proposal.MAX_TEXT));
        story.tell(at -> new Entry.Decided(at, put.id(), Proposal.Outcome.PASSED, "charter: test"));
        var decided = Objects.requireNonNull(story.state().proposals().get(put.id()));
        assertThat(story.texts().matter(decided)).isEqualTo(put.matter());
        assertThat(story.state().mandates().get(new MandateId("mandate-1")))
                .extracting(Mandate::text)
                .isEqualTo(text(Mandate.MAX_TEXT));
    }

    @Test
    void aCommuniqueOf40KibLeavesLessThanOneInTheState() throws IllegalAccessException {
        assertThat(added(Story.settled(), CHINA.key(), StateSizeTest::communique)).isLessThan(KIB);
    }
}
