package org.foedus.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.core.signature.PublicKey;
import org.foedus.hub.LimitSettings;
import org.foedus.hub.http.Connections.Line;
import org.foedus.hub.http.Connections.Stage;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final PublicKey HONEST =
            new PublicKey("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    private static final PublicKey HOSTILE =
            new PublicKey("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");

    private long now;
    private final List<Line> gone = new ArrayList<>();
    private final Connections connections =
            new Connections(
                    new LimitSettings(
                            Optional.of(4),
                            Optional.of(6),
                            Optional.of(8),
                            Optional.of(5),
                            Optional.of(3),
                            Optional.of("10s"),
                            Optional.of("20s"),
                            Optional.of(100),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(List.of("10.0.0.9")),
                            Optional.empty()),
                    () -> now);

    private Line open(String address) {
        var holder = new Line[1];
        var line = connections.line(address, () -> gone.add(holder[0]));
        holder[0] = line;
        connections.admit(line);
        return line;
    }

    private Line stranger(String address) {
        var line = open(address);
        line.secured();
        return line;
    }

    private Line member(String address, PublicKey key) {
        var line = stranger(address);
        line.calledBy(key);
        return line;
    }

    private void after(Duration time) {
        now += time.toNanos();
        connections.sweep();
    }

    @Test
    void whoOnlyConnectsGivesWayToTheNewestOfThoseWhoOnlyConnect() {
        var first = open("10.0.0.1");
        for (int i = 2; i <= 5; i++) {
            open("10.0.0." + i);
        }
        assertThat(connections.open(Stage.HANDSHAKE)).isEqualTo(4);
        assertThat(gone).hasSize(1).doesNotContain(open("10.0.0.6"));
        assertThat(connections.evicted(Stage.HANDSHAKE)).isEqualTo(2);
        assertThat(first.address()).isEqualTo("10.0.0.1");
    }

    @Test
    void theAddressThatHoldsMostLosesItsEldest() {
        var honest = open("10.0.0.1");
        var eldest = open("10.0.0.2");
        open("10.0.0.2");
        open("10.0.0.2");
        open("10.0.0.3");
        assertThat(gone).containsExactly(eldest);
        for (int i = 0; i < 50; i++) {
            open("10.0.0.2");
        }
        assertThat(gone).doesNotContain(honest);
    }

    @Test
    void anAddressHasItsOwnBound() {
        var eldest = stranger("10.0.0.1");
        for (int i = 0; i < 5; i++) {
            stranger("10.0.0.1");
        }
        assertThat(gone).containsExactly(eldest);
        assertThat(connections.open(Stage.STRANGER)).isEqualTo(5);
    }

    @Test
    void aFloodOfStrangersEndsNoMembersConnection() {
        var polls = List.of(member("10.0.0.1", HONEST), member("10.0.0.1", HONEST));
        polls.forEach(Line::asked);
        for (int i = 0; i < 500; i++) {
            open("10.0.1." + i % 200);
            stranger("10.0.2." + i % 200);
        }
        assertThat(gone).doesNotContainAnyElementsOf(polls);
        assertThat(connections.open(Stage.HANDSHAKE)).isLessThanOrEqualTo(4);
        assertThat(connections.open(Stage.STRANGER)).isEqualTo(6);
        assertThat(connections.open(Stage.MEMBER)).isEqualTo(2);
        assertThat(member("10.0.0.1", HONEST)).isNotIn(gone);
    }

    @Test
    void aKeyThatOpensTooManyLosesItsOwnEldestThatWaitsForNothing() {
        var honest = member("10.0.0.1", HONEST);
        var poll = member("10.0.0.2", HOSTILE);
        poll.asked();
        var idle = member("10.0.0.2", HOSTILE);
        member("10.0.0.2", HOSTILE);
        member("10.0.0.2", HOSTILE);
        assertThat(gone).containsExactly(idle);
        for (int i = 0; i < 50; i++) {
            member("10.0.0.2", HOSTILE);
        }
        assertThat(connections.open(Stage.MEMBER)).isEqualTo(4);
        assertThat(gone).doesNotContain(honest, poll);
    }

    @Test
    void aHandshakeThatDoesNotEndAndARequestThatDoesNotComeAreEnded() {
        var silent = open("10.0.0.1");
        var waiting = stranger("10.0.0.2");
        var member = member("10.0.0.3", HONEST);
        after(Duration.ofSeconds(11));
        assertThat(gone).containsExactly(silent);
        after(Duration.ofSeconds(10));
        assertThat(gone).containsExactly(silent, waiting);
        after(Connections.MEMBER_WAIT);
        assertThat(gone).containsExactly(silent, waiting, member);
        assertThat(connections.expired(Stage.HANDSHAKE)).isEqualTo(1);
        assertThat(connections.expired(Stage.STRANGER)).isEqualTo(1);
    }

    @Test
    void aRequestThatIsBeingAnsweredMayTakeItsTime() {
        var poll = member("10.0.0.1", HONEST);
        poll.asked();
        after(Duration.ofMinutes(30));
        assertThat(gone).isEmpty();
        poll.answered();
        after(Duration.ofMinutes(1));
        assertThat(gone).isEmpty();
    }

    @Test
    void aBodyThatTricklesIsEndedAndASlowOneIsNot() {
        var trickling = member("10.0.0.1", HOSTILE);
        trickling.asked();
        trickling.reads();
        var slow = member("10.0.0.2", HONEST);
        slow.asked();
        slow.reads();
        for (int i = 0; i < 60; i++) {
            trickling.hasRead(1);
            slow.hasRead(150);
            after(Duration.ofSeconds(1));
        }
        assertThat(gone).containsExactly(trickling);
        slow.hasReadAll();
        after(Duration.ofHours(1));
        assertThat(gone).containsExactly(trickling);
    }

    @Test
    void aTrustedProxyIsNotBoundAsOneAddress() {
        for (int i = 0; i < 8; i++) {
            open("10.0.0.9").secured();
        }
        assertThat(gone).isEmpty();
        assertThat(connections.open(Stage.MEMBER)).isEqualTo(8);
    }

    @Test
    void whoHasGoneIsNotCounted() {
        var line = stranger("10.0.0.1");
        line.closed();
        line.calledBy(HONEST);
        line.closed();
        assertThat(connections.open(Stage.STRANGER)).isZero();
        assertThat(connections.open(Stage.MEMBER)).isZero();
    }
}
