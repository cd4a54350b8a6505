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

    /// A class is scarce for a member that has less than this share of all its examples.
    public static final double SCARCE = 0.01;

    /// Of ten classes, at least so many are scarce for every member; in proportion if there are
    /// fewer.
    public static final int SCARCE_CLASSES = 3;

    /// Draws before giving up.
    private static final int MAX_DRAWS = 10_000;

    private Partition() {}

    /// Splits by label: for each class, the members' shares are drawn from a symmetric Dirichlet
    /// distribution (Hsu et al., arXiv 1909.06335). Drawn anew, from the next sub-seed, until every
    /// member has at least [#MIN_EXAMPLES], for every member [#SCARCE_CLASSES] classes are scarce,
    /// and at least one member lacks some class: each sees a part of the world only. The same
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
        var seeds = new SplittableRandom(seed);
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            var parts = draw(labels, classes, members, alpha, seeds.split());
            if (fits(parts, labels, classes)) {
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
                        + least(labels, members)
                        + " examples and only a part of the classes; change alpha or members");
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

    private static int least(int[] labels, int members) {
        return Math.min(MIN_EXAMPLES, labels.length / members / 2);
    }

    private static boolean fits(List<int[]> parts, int[] labels, int classes) {
        var all = Histogram.of(labels, classes).counts();
        boolean someLacks = false;
        for (var part : parts) {
            if (part.length < least(labels, parts.size())) {
                return false;
            }
            var held = Arrays.stream(part).map(i -> labels[i]).toArray();
            var counts = Histogram.of(held, classes).counts();
            int scarce = 0;
            for (int label = 0; label < classes; label++) {
                scarce += counts.get(label) < SCARCE * all.get(label) ? 1 : 0;
                someLacks |= counts.get(label) == 0;
            }
            if (scarce < Math.min(SCARCE_CLASSES, classes * SCARCE_CLASSES / 10)) {
                return false;
            }
        }
        return someLacks;
    }
}
