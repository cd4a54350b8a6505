package org.foedus.cli;

import java.util.ArrayList;
import java.util.List;

/// Rows for people, whose columns are as wide as what stands in them; the last one is not padded.
final class Table {
    private static final String GAP = "  ";
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(List.of(headings));
    }

    Table row(Object... cells) {
        rows.add(java.util.Arrays.stream(cells).map(Object::toString).map(Table::line).toList());
        return this;
    }

    /// A cell is one line.
    private static String line(String cell) {
        return cell.replace('\n', ' ');
    }

    /// Says the rows, or `nothing` where there is none.
    void say(Output output, String nothing) {
        if (rows.size() == 1) {
            output.say(nothing);
            return;
        }
        rows.forEach(row -> output.say(padded(row)));
    }

    private String padded(List<String> row) {
        var text = new StringBuilder();
        for (int column = 0; column < row.size() - 1; column++) {
            var cell = row.get(column);
            text.append(cell).repeat(' ', width(column) - length(cell)).append(GAP);
        }
        return text.append(row.getLast()).toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
