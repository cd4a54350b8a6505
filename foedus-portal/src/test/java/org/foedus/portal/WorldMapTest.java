package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorldMapTest {
    @Test
    void largerDotsAreDrawnFirst() {
        var map = WorldMap.of(List.of(new Spot("IT", 1), new Spot("BR", 9), new Spot("IN", 4)));
        assertThat(map.dots().stream().map(d -> d.spot().country()))
                .containsExactly("BR", "IN", "IT");
        assertThat(map.dots().getLast().radius()).isEqualTo("7.0");
        assertThat(map.dots().getFirst().radius()).isEqualTo("14.1");
    }

    @Test
    void aCodeThatIsNowhereIsNamedBesideTheMap() {
        var nowhere = List.of(new Spot("ZZ", 1), new Spot("", 2), new Spot(Samples.EVIL, 3));
        var map = WorldMap.of(nowhere);
        assertThat(map.dots()).isEmpty();
        assertThat(map.elsewhere()).isEqualTo(nowhere);
    }

    @Test
    void theNorthIsUpAndTheEastIsRight() {
        var map = WorldMap.of(List.of(new Spot("NO", 1), new Spot("ZA", 1), new Spot("CN", 1)));
        var norway = map.dots().get(0);
        var africa = map.dots().get(1);
        var china = map.dots().get(2);
        assertThat(norway.y()).isLessThan(africa.y());
        assertThat(china.x()).isGreaterThan(norway.x());
    }
}
