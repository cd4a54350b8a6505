package org.foedus.portal.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Texts;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.portal.Frame;
import org.foedus.portal.Page;
import org.foedus.portal.Portal;
import org.foedus.portal.Spot;
import org.foedus.protocol.message.Language;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

/// Pages of an alliance far larger than any.
class ViewsTest {
    private static final int MANY = 10_000;
    private static final int MAX_BYTES = 150_000;
    private static final Instant NOW = Instant.parse("2026-11-23T14:05:00Z");
    private static final AllianceState STATE = state();
    private static final Portal PORTAL = new Portal();

    @Test
    void tenThousandMembersAreReadPageByPage() {
        var page = members(200);
        assertThat(page.members()).hasSize(50);
        assertThat(page.members().getLast().member().id()).isEqualTo("m-09999");
        assertThat(members(999_999).paging().number()).isEqualTo(200);
        small(page);
    }

    private static Page.Members members(long page) {
        return (Page.Members) views().members(Optional.empty(), page).orElseThrow();
    }

    @Test
    void membersAreFoundByTheirCountry() {
        var all = members(1);
        assertThat(all.places().stream().mapToLong(Spot::members).sum()).isEqualTo(10_000);
        var place = all.places().getFirst();
        var some = views().members(Optional.of(place.country()), 1).orElseThrow();
        assertThat(((Page.Members) some).members())
                .allMatch(m -> m.member().country().equals(place.country()));
        assertThat(views().members(Optional.of("no country"), 1)).isEmpty();
    }

    @Test
    void tenThousandMandatesAreReadPageByPage() {
        var first = (Page.Mandates) views().mandates(Optional.empty(), 1);
        assertThat(first.mandates()).hasSize(50);
        assertThat(first.mandates().getFirst().id()).isEqualTo("m-09999");
        small(first);
        var none = (Page.Mandates) views().mandates(Optional.of(MandateStatus.CANCELLED), 7);
        assertThat(none.mandates()).isEmpty();
        small(none);
    }

    @Test
    void theBoardAndTheCalendarOfTenThousandStaySmall() {
        var board = (Page.Board) views().board();
        assertThat(board.columns())
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.total()).isEqualTo(MANY);
                    assertThat(c.mandates()).hasSize(12);
                });
        small(board);
        var calendar = (Page.Calendar) views().calendar(2);
        assertThat(calendar.dates()).hasSize(50);
        small(calendar);
    }

    @Test
    void theOverviewAndOneMemberStaySmall() {
        small(views().home());
        small(views().member(new MemberId("m-00007"), 1).orElseThrow());
        small(views().mandate(new MandateId("m-00007")).orElseThrow());
        small(views().charter(0).orElseThrow());
        assertThat(views().member(new MemberId("nobody"), 1)).isEmpty();
        assertThat(views().charter(9)).isEmpty();
    }

    private static void small(Page page) {
        var frame = new Frame("Large", "m-00000", false, MANY, null, "", Language.HI);
        assertThat(PORTAL.render(page, frame, NOW).length())
                .as(page.getClass().getSimpleName())
                .isLessThan(MAX_BYTES);
    }

    private static Views views() {
        return new Views(STATE, new Told(Silence.at(NOW)), new Reader.Anyone());
    }

    private static AllianceState state() {
        var members = TreePMap.<MemberId, Member>empty();
        var mandates = TreePMap.<MandateId, Mandate>empty();
        for (int i = 0; i < MANY; i++) {
            var id = new MemberId(String.format("m-%05d", i));
            members = members.plus(id, member(id));
            var mandate = mandate(i, id);
            mandates = mandates.plus(mandate.id(), mandate);
        }
        var lead = new MemberId("m-00000");
        return States.of(MANY, NOW, Optional.of(States.charter(lead)), members, mandates);
    }

    private static Member member(MemberId id) {
        return new Member(
                id,
                "Organisation " + id,
                "BR",
                MemberClass.FULL,
                new PublicKey("a".repeat(64)),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                NOW,
                Member.Status.ACTIVE);
    }

    private static Instruction instruction(int number) {
        return new Instruction(
                new MandateId(String.format("m-%05d", number)),
                "Mandate " + number,
                "Text",
                new MemberId(String.format("m-%05d", number)),
                NOW.plus(Duration.ofHours(number)),
                List.of(),
                Optional.empty());
    }

    private static Mandate mandate(int number, MemberId lead) {
        return Mandate.published(
                instruction(number), number, lead, Optional.empty(), NOW.plusSeconds(number));
    }

    /// The entries of the mandates, each at its number.
    private record Told(Outside rest) implements Outside {
        @Override
        public Texts texts() {
            return index -> {
                var said = instruction((int) index);
                var header = new Claim.Header(Sha256.of(new byte[0]), 1, NOW);
                var key = new PublicKey("a".repeat(64));
                return new Entry.Claimed(
                        NOW,
                        new Envelope(Envelope.CLAIM, Bytes.utf8(""), key, Bytes.utf8("")),
                        new Claim.PublishMandate(
                                header,
                                said.id(),
                                said.title(),
                                said.text(),
                                said.lead(),
                                said.due(),
                                said.tasks()));
            };
        }

        @Override
        public Instant now() {
            return rest.now();
        }

        @Override
        public List<Bytes> entries(long from, int count) {
            return rest.entries(from, count);
        }

        @Override
        public String note() {
            return rest.note();
        }

        @Override
        public List<Sha256> inclusion(long index, long size) {
            return rest.inclusion(index, size);
        }

        @Override
        public LedgerIndex index() {
            return rest.index();
        }
    }
}
