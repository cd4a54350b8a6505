package org.foedus.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;

class PartitionTest {
    private static int[] labels(int n) {
        var labels = new int[n];
        Arrays.setAll(labels, i -> (i * 7) % 10);
        return labels;
    }

    @Test
    void everyExampleGoesToExactlyOneMember() {
        var labels = labels(8_000);
        for (long seed = 0; seed < 30; seed++) {
            var parts = Partition.dirichlet(labels, 5, 0.3, seed);
            assertThat(parts).hasSize(5);
            var all = parts.stream().flatMapToInt(Arrays::stream).sorted().toArray();
            var expected = new int[8_000];
            Arrays.setAll(expected, i -> i);
            assertThat(all).isEqualTo(expected);
            boolean lacking = false;
            for (var part : parts) {
                assertThat(part).isSorted().hasSizeGreaterThanOrEqualTo(Partition.MIN_EXAMPLES);
                var held = Arrays.stream(part).map(i -> labels[i]).toArray();
                var histogram = Histogram.of(held, 10);
                lacking |= !histogram.missing().isEmpty();
                // Each class has 800 examples, and one in a hundred of them is scarce.
                assertThat(histogram.counts().stream().filter(count -> count < 8).count())
                        .isGreaterThanOrEqualTo(Partition.SCARCE_CLASSES);
            }
            assertThat(lacking).isTrue();
        }
    }

    @Test
    void aSeedAlwaysGivesTheSameParts() {
        var sizes = Partition.dirichlet(labels(8_000), 5, 0.3, 1).stream().map(p -> p.length);
        assertThat(sizes).containsExactly(1608, 400, 1566, 1116, 3310);
        var one = Partition.dirichlet(labels(8_000), 5, 0.3, 1);
        var again = Partition.dirichlet(labels(8_000), 5, 0.3, 1);
        var other = Partition.dirichlet(labels(8_000), 5, 0.3, 2);
        for (int member = 0; member < 5; member++) {
            assertThat(one.get(member)).isEqualTo(again.get(member));
        }
        assertThat(one.getFirst()).isNotEqualTo(other.getFirst());
    }

    @Test
    void otherNumbersOfMembersAreServedToo() {
        for (int members : new int[] {2, 3, 8, 12}) {
            var parts = Partition.dirichlet(labels(8_000), members, 0.3, 1);
            assertThat(parts).hasSize(members);
        }
    }

    @Test
    void anImpossibleSplitSaysWhatToChange() {
        assertThatThrownBy(() -> Partition.dirichlet(labels(2_000), 2, 1e6, 1))
                .isInstanceOf(FoedusException.class)
                .hasMessageContaining("change alpha or members");
    }

    @Test
    void sharesOfADirichletAddUpToOneAndSpreadByAlpha() {
        var chance = new SplittableRandom(5);
        double largest = 0;
        for (double alpha : new double[] {0.001, 0.3, 1, 1000}) {
            double sum = 0;
            for (int i = 0; i < 500; i++) {
                var shares = Dirichlet.draw(5, alpha, chance);
                assertThat(Arrays.stream(shares).sum()).isBetween(1 - 1e-9, 1 + 1e-9);
                assertThat(Arrays.stream(shares).min().orElseThrow()).isNotNegative();
                sum += Arrays.stream(shares).max().orElseThrow();
            }
            if (alpha == 1) {
                // The mean of the largest of five uniform spacings is (1 + 1/2 + … + 1/5) / 5.
                assertThat(sum / 500).isBetween(0.44, 0.475);
            }
            assertThat(sum / 500).isLessThan(largest == 0 ? 1.01 : largest);
            largest = sum / 500;
        }
    }

    @Test
    void holdingOutSplitsWithoutOverlap() {
        var split = Split.holdOut(100, 30, 1);
        assertThat(split.held()).hasSize(30).isSorted();
        assertThat(split.kept()).hasSize(70).isSorted().doesNotContain(split.held());
        assertThat(Split.holdOut(100, 30, 1).held()).isEqualTo(split.held());
        assertThat(Split.holdOut(100, 30, 2).held()).isNotEqualTo(split.held());
    }

    @Test
    void aHistogramShowsMissingClasses() {
        var histogram = Histogram.of(new int[] {0, 0, 0, 0, 2, 2, 3}, 5);
        assertThat(histogram.counts()).isEqualTo(List.of(4, 0, 2, 1, 0));
        assertThat(histogram.missing()).containsExactly(1, 4);
        assertThat(histogram.bars()).isEqualTo("█·▄▂·");
    }
}
