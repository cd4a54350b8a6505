package org.foedus.engine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Shares examples out over members unevenly, as real organisations hold them.
public final class Partition {
    /// Every member gets at least this many examples, or an equal share if that is fewer.
    public static final int MIN_EXAMPLES = 200;

    /// Draws before giving up.
    private static final int MAX_DRAWS = 10_000;

    private Partition() {}

    /// Splits by label: for each class, the members' shares are drawn from a symmetric Dirichlet
    /// distribution (Hsu et al., arXiv 1909.06335). Drawn anew, from the next sub-seed, until every
    /// member has at least [#MIN_EXAMPLES] and at least one member lacks some class. The same
    /// arguments give the same parts, on any machine.
    ///
    /// @param labels each ≥ 0
    /// @param alpha > 0; the smaller, the more uneven
    /// @return for each member the indices of its examples, ascending; together every index once
    /// @throws FoedusException `BAD_DATASET` if no draw fits
    public static List<int[]> dirichlet(int[] labels, int members, double alpha, long seed) {
        if (members < 2 || !(alpha > 0) || alpha > 1e6 || labels.length < members) {
            throw new IllegalArgumentException(
                    "expected 2 members or more, 0 < alpha <= 1e6, an example each; got "
                            + members
                            + ", "
                            + alpha
                            + ", "
                            + labels.length);
        }
        int classes = Arrays.stream(labels).max().orElse(0) + 1;
        int least = Math.min(MIN_EXAMPLES, labels.length / members / 2);
        var seeds = new SplittableRandom(seed);
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            var parts = draw(labels, classes, members, alpha, seeds.split());
            boolean enough = parts.stream().allMatch(part -> part.length >= least);
            if (enough && parts.stream().anyMatch(part -> lacksSome(part, labels, classes))) {
                return parts;
            }
        }
        throw new FoedusException(
                ErrorCode.BAD_DATASET,
                "no split of "
                        + labels.length
                        + " examples over "
                        + members
                        + " members with alpha "
                        + alpha
                        + " gives each "
                        + least
                        + " examples and leaves one without some class; change alpha or members");
    }

    private static List<int[]> draw(
            int[] labels, int classes, int members, double alpha, SplittableRandom chance) {
        var parts = new ArrayList<List<Integer>>();
        for (int member = 0; member < members; member++) {
            parts.add(new ArrayList<>());
        }
        for (int label = 0; label < classes; label++) {
            var indices = indicesOf(labels, label);
            Split.shuffle(indices, chance);
            var shares = Dirichlet.draw(members, alpha, chance);
            double sum = 0;
            int from = 0;
            for (int member = 0; member < members; member++) {
                sum += shares[member];
                int to =
                        member == members - 1
                                ? indices.length
                                : Math.clamp(
                                        Math.round(sum * indices.length), from, indices.length);
                for (int i = from; i < to; i++) {
                    parts.get(member).add(indices[i]);
                }
                from = to;
            }
        }
        return parts.stream()
                .map(part -> part.stream().mapToInt(Integer::intValue).sorted().toArray())
                .toList();
    }

    private static int[] indicesOf(int[] labels, int label) {
        var indices = new int[labels.length];
        int count = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == label) {
                indices[count++] = i;
            }
        }
        return Arrays.copyOf(indices, count);
    }

    private static boolean lacksSome(int[] part, int[] labels, int classes) {
        var held = Arrays.stream(part).map(i -> labels[i]).toArray();
        return !Histogram.of(held, classes).missing().isEmpty();
    }
}
