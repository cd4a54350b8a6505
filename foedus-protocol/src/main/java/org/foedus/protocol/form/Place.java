package org.foedus.protocol.form;

import java.util.List;
import org.foedus.core.policy.ConditionLanguage.Flaw;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Where in a file something is.
///
/// @param line from 1
/// @param column from 1, or 0 where it is not known
record Place(int line, int column) {
    /// Where a flaw of a text is in the file that holds the text. Where YAML folded or unescaped
    /// it, that is where the text begins.
    ///
    /// @param file its lines
    static Place of(ScalarNode text, Flaw flaw, List<String> file) {
        var begins = text.getStartMark();
        var ends = text.getEndMark();
        if (begins.isEmpty() || ends.isEmpty()) {
            return new Place(1, 0);
        }
        int line = begins.get().getLine() + 1;
        int column = begins.get().getColumn() + 1;
        if (text.getScalarStyle() == ScalarStyle.LITERAL) {
            return new Place(line + flaw.line(), indent(file, line) + flaw.column());
        }
        int quotes = text.isPlain() ? 0 : 1;
        int written = ends.get().getColumn() - begins.get().getColumn() - 2 * quotes;
        boolean asWritten =
                begins.get().getLine() == ends.get().getLine()
                        && written == text.getValue().codePointCount(0, text.getValue().length());
        return asWritten
                ? new Place(line, column + quotes + flaw.column() - 1)
                : new Place(line, column);
    }

    /// Of a block whose first line comes after line `above`.
    private static int indent(List<String> file, int above) {
        return file.stream()
                .skip(above)
                .filter(l -> !l.isBlank())
                .findFirst()
                .map(l -> l.length() - l.stripLeading().length())
                .orElse(0);
    }
}
