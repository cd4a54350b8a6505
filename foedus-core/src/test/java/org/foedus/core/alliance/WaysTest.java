package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.foedus.core.communique.Communique;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.lifecycle.Way;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.vote.Proposal;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

/// The tables of ways, against what the code does.
final class WaysTest {
    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
    private static final List<MemberId> MEMBERS =
            List.of(new MemberId("brazil"), new MemberId("china"), new MemberId("india"));

    @Test
    void everyStateIsReachedAndNoWayIsThereTwice() {
        reached(Member.Status.class, Member.Status.WAYS);
        reached(Application.Phase.class, Application.Phase.WAYS);
        reached(Proposal.Outcome.class, Proposal.Outcome.WAYS);
        reached(Partnership.Status.class, Partnership.Status.WAYS);
        reached(Communique.Status.class, Communique.Status.WAYS);
    }

    private static <S extends Enum<S>> void reached(Class<S> states, List<Way<S>> ways) {
        assertThat(ways).doesNotHaveDuplicates();
        assertThat(ways.stream().map(Way::to)).containsAll(EnumSet.allOf(states));
        assertThat(ways.getFirst().from()).isEmpty();
    }

    @Test
    void aStateFromWhichNothingLeadsIsAnEnd() {
        assertThatThrownBy(() ->
                        Way.require(
                                Proposal.Outcome.WAYS,
                                Proposal.Outcome.PASSED,
                                Proposal.Outcome.OPEN,
                                "p"))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("no way from PASSED to OPEN");
        Way.require(Proposal.Outcome.WAYS, Proposal.Outcome.OPEN, Proposal.Outcome.LAPSED, "p");
    }

    /// Whatever its members do, in whatever order, and whenever.
    @Test
    void aPartnershipGoesOnlyTheWaysOfItsTable() {
        var chance = new SplittableRandom(7);
        var went = new TreeSet<String>();
        for (int life = 0; life < 500; life++) {
            var at = START;
            var partnership = offered(chance.nextInt(2, MEMBERS.size() + 1));
            for (int step = 0; step < 12; step++) {
                at = at.plusSeconds(chance.nextInt(1, 20));
                var member = MEMBERS.get(chance.nextInt(MEMBERS.size()));
                var before = partnership.status(at.minusSeconds(1));
                var next = moved(partnership, member, at, chance.nextInt(5));
                var after = next.status(at);
                if (before != after) {
                    assertThat(Way.leads(Partnership.Status.WAYS, before, after))
                            .as(before + " to " + after)
                            .isTrue();
                    went.add(before + " " + after);
                }
                partnership = next;
            }
        }
        assertThat(went).hasSize(6);
    }

    private static Partnership moved(
            Partnership partnership, MemberId member, Instant at, int what) {
        boolean named = partnership.members().contains(member);
        boolean offered = partnership.status(at) == Partnership.Status.OFFERED;
        return switch (what) {
            case 0, 1, 2 -> named && offered ? partnership.signedBy(member, at) : partnership;
            case 3 -> Departures.from(all(partnership), member, at).values().iterator().next();
            default -> partnership;
        };
    }

    private static TreePMap<PartnershipId, Partnership> all(Partnership partnership) {
        return TreePMap.singleton(partnership.id(), partnership);
    }

    private static Partnership offered(int members) {
        var named = new TreeSet<>(MEMBERS.subList(0, members));
        return new Partnership(
                        new PartnershipId("p"),
                        MEMBERS.getFirst(),
                        Sha256.of(new byte[] {1}),
                        START,
                        named,
                        START.plusSeconds(60),
                        Partnership.Results.PARTNERS,
                        Optional.empty(),
                        1,
                        Optional.of(Sha256.of(new byte[] {2})),
                        TreePMap.empty(),
                        Optional.empty(),
                        Optional.empty())
                .signedBy(MEMBERS.getFirst(), START);
    }
}
