package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.foedus.protocol.form.Difference.Line;
import org.foedus.protocol.form.Difference.Mark;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static List<String> marked(Difference difference) {
        return difference.lines().stream().map(Line::marked).toList();
    }

    @Test
    void theFewestLinesGoAndCome() {
        var before = List.of("name: a", "lead: x", "quorum: 1/2", "end");
        var after = List.of("name: a", "quorum: 2/3", "more", "end");

        assertThat(marked(Difference.of(before, after)))
                .containsExactly(
                        "  name: a",
                        "- lead: x",
                        "- quorum: 1/2",
                        "+ quorum: 2/3",
                        "+ more",
                        "  end");
        assertThat(Difference.of(before, before).none()).isTrue();
        assertThat(Difference.of(before, before).near(1).lines()).isEmpty();
    }

    @Test
    void whatIsFarFromAChangeIsLeftOut() {
        var before = Stream.iterate(0, i -> i + 1).limit(20).map(String::valueOf).toList();
        var after = new ArrayList<>(before);
        after.set(10, "ten");

        assertThat(marked(Difference.of(before, after).near(1)))
                .containsExactly("  …", "  9", "- 10", "+ ten", "  11", "  …");
    }

    /// Whatever the texts: what stays and goes is the one, what stays and comes the other.
    @Test
    void bothTextsAreInIt() {
        for (int seed = 0; seed < 200; seed++) {
            var chance = new Random(seed);
            var before = text(chance);
            var after = text(chance);

            var difference = Difference.of(before, after);

            assertThat(of(difference, Set.of(Mark.STAYS, Mark.GOES))).isEqualTo(before);
            assertThat(of(difference, Set.of(Mark.STAYS, Mark.COMES))).isEqualTo(after);
            assertThat(difference.none()).isEqualTo(before.equals(after));
        }
    }

    private static List<String> text(Random chance) {
        return Stream.generate(() -> String.valueOf(chance.nextInt(4)))
                .limit(chance.nextInt(12))
                .toList();
    }

    private static List<String> of(Difference difference, Set<Mark> marks) {
        return difference.lines().stream()
                .filter(l -> marks.contains(l.mark()))
                .map(Line::text)
                .toList();
    }

    @Test
    void aTextBeyondAllMeasureIsNotMatched() {
        var long1 = Collections.nCopies(Difference.MOST + 1, "x");

        assertThat(Difference.of(long1, long1).lines()).hasSize(2 * long1.size());
    }
}
