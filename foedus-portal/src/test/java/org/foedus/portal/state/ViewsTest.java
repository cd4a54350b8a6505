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
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
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
        return new Views(STATE, Silence.at(NOW), new Reader.Anyone());
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
                Member.Status.ACTIVE,
                Optional.empty());
    }

    private static Mandate mandate(int number, MemberId lead) {
        var instruction =
                new Instruction(
                        new MandateId(String.format("m-%05d", number)),
                        "Mandate " + number,
                        "Text",
                        lead,
                        NOW.plus(Duration.ofHours(number)),
                        List.of(),
                        Optional.empty());
        return Mandate.published(instruction, lead, Optional.empty(), NOW.plusSeconds(number));
    }
}
