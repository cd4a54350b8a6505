package org.foedus.protocol.form;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What makes one text of another, line by line: the fewest lines that go and come (longest common
/// subsequence).
public record Difference(List<Line> lines) {
    /// Beyond so many lines on a side nothing is matched: all of one goes, all of the other comes.
    static final int MOST = 2000;

    public Difference {
        lines = List.copyOf(lines);
    }

    /// What becomes of a line.
    public enum Mark {
        STAYS,
        GOES,
        COMES,
        /// Stands for lines that stay and are not shown.
        LEFT_OUT
    }

    public record Line(Mark mark, String text) {
        /// As in a patch: `- ` before what goes, `+ ` before what comes.
        public String marked() {
            return switch (mark) {
                case STAYS -> "  " + text;
                case GOES -> "- " + text;
                case COMES -> "+ " + text;
                case LEFT_OUT -> "  …";
            };
        }
    }

    public static Difference of(List<String> before, List<String> after) {
        var found = new ArrayList<Line>();
        if (before.size() > MOST || after.size() > MOST) {
            before.forEach(l -> found.add(new Line(Mark.GOES, l)));
            after.forEach(l -> found.add(new Line(Mark.COMES, l)));
            return new Difference(found);
        }
        var common = common(before, after);
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            boolean both = i < before.size() && j < after.size();
            if (both && before.get(i).equals(after.get(j))) {
                found.add(new Line(Mark.STAYS, before.get(i)));
                i++;
                j++;
            } else if (j == after.size()
                    || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
                found.add(new Line(Mark.GOES, before.get(i)));
                i++;
            } else {
                found.add(new Line(Mark.COMES, after.get(j)));
                j++;
            }
        }
        return new Difference(found);
    }

    /// Length of the longest common subsequence of what follows each pair of places.
    private static int[][] common(List<String> before, List<String> after) {
        var common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] =
                        before.get(i).equals(after.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    /// Whether the two say the same.
    public boolean none() {
        return lines.stream().allMatch(l -> l.mark() == Mark.STAYS);
    }

    /// What changes, with so many lines around it; nothing where nothing does.
    public Difference near(int around) {
        var near = new ArrayList<>(Collections.nCopies(lines.size(), false));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).mark() != Mark.STAYS) {
                int from = Math.max(0, i - around);
                int to = Math.min(lines.size(), i + around + 1);
                Collections.fill(near.subList(from, to), true);
            }
        }
        var shown = new ArrayList<Line>();
        boolean out = false;
        for (int i = 0; i < lines.size(); i++) {
            if (near.get(i)) {
                shown.add(lines.get(i));
            } else if (!out) {
                shown.add(new Line(Mark.LEFT_OUT, ""));
            }
            out = !near.get(i);
        }
        return none() ? new Difference(List.of()) : new Difference(shown);
    }
}
