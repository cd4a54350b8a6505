package org.foedus.engine.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.foedus.engine.Examples;
import org.foedus.protocol.model.Architecture;

/// Reads comma-separated values (RFC 4180, UTF-8, quotes allowed, no line break inside a field): a
/// header row with names, one column of labels, every other a numeric feature in order.
final class Csv {
    /// Longest line, in characters.
    static final int MAX_LINE = 1 << 20;

    /// Most columns.
    static final int MAX_COLUMNS = 100_000;

    private final Source source;
    private final Reader in;
    private final StringBuilder text = new StringBuilder();
    private int line;

    private Csv(Source source, Reader in) {
        this.source = source;
        this.in = in;
    }

    static Examples read(Source source, String label, Scaling scaling, Architecture shape) {
        var utf8 = StandardCharsets.UTF_8.newDecoder();
        try (var in = new BufferedReader(new InputStreamReader(source.opener().open(), utf8))) {
            return new Csv(source, in).read(label, scaling, shape);
        } catch (CharacterCodingException e) {
            throw source.refused("a line of UTF-8", "expected UTF-8, found other bytes");
        } catch (IOException e) {
            throw source.unreadable(e);
        }
    }

    private Examples read(String label, Scaling scaling, Architecture shape) throws IOException {
        if (!nextLine()) {
            throw source.refused("line 1", "expected a header row, found an empty file");
        }
        var names = fields();
        int labelColumn = names.indexOf(label);
        if (labelColumn < 0 || labelColumn != names.lastIndexOf(label)) {
            throw source.refused("line 1", "expected one column '" + label + "'");
        }
        int width = shape.width();
        if (names.size() != width + 1) {
            throw source.refused(
                    "line 1",
                    "expected "
                            + (width + 1)
                            + " columns, "
                            + width
                            + " features and the label, found "
                            + names.size());
        }
        var features = new float[width];
        var labels = new int[1];
        int rows = 0;
        while (nextLine()) {
            if (text.isEmpty()) {
                continue;
            }
            if (rows == Limits.MAX_EXAMPLES || (rows + 1L) * width > Limits.MAX_VALUES) {
                throw source.refused("line " + line, "expected at most " + rows + " rows");
            }
            if (rows == labels.length) {
                int most = Math.min(Limits.MAX_EXAMPLES, Limits.MAX_VALUES / width);
                labels = Arrays.copyOf(labels, (int) Math.min(2L * rows, most));
                features = Arrays.copyOf(features, labels.length * width);
            }
            var row = fields();
            if (row.size() != width + 1) {
                throw source.refused(
                        "line " + line, "expected " + (width + 1) + " fields, found " + row.size());
            }
            int at = rows * width;
            for (int column = 0; column <= width; column++) {
                if (column == labelColumn) {
                    labels[rows] = label(row.get(column), column, shape.classes());
                } else {
                    features[at++] = feature(row.get(column), column, scaling);
                }
            }
            rows++;
        }
        return new Examples(
                Arrays.copyOf(features, rows * width), Arrays.copyOf(labels, rows), width);
    }

    private int label(String field, int column, int classes) {
        try {
            int value = Integer.parseInt(field.strip());
            if (value >= 0 && value < classes) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw at(column, "expected a label of 0 to " + (classes - 1), field);
    }

    private float feature(String field, int column, Scaling scaling) {
        var stripped = field.strip();
        // Float.parseFloat also takes NaN, hexadecimals and suffixes.
        boolean digits = stripped.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
        try {
            float value = digits ? scaling.apply(Float.parseFloat(stripped)) : Float.NaN;
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number that is not finite
        }
        throw at(column, "expected a finite number", field);
    }

    private RuntimeException at(int column, String expected, String found) {
        var shown = found.replaceAll("[^\\x20-\\x7e]", "?");
        return source.refused(
                "line " + line + ", column " + (column + 1),
                expected
                        + ", found '"
                        + (shown.length() <= 40 ? shown : shown.substring(0, 40) + "…")
                        + "'");
    }

    /// Reads a line into `text`, without its end; false at the end of the file.
    private boolean nextLine() throws IOException {
        text.setLength(0);
        line++;
        int c = in.read();
        if (c < 0) {
            return false;
        }
        while (c >= 0 && c != '\n') {
            if (text.length() == MAX_LINE) {
                throw source.refused(
                        "line " + line, "expected at most " + MAX_LINE + " characters");
            }
            text.append((char) c);
            c = in.read();
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) == '\r') {
            text.setLength(text.length() - 1);
        }
        if (line == 1 && !text.isEmpty() && text.charAt(0) == '\ufeff') {
            text.deleteCharAt(0);
        }
        return true;
    }

    private List<String> fields() {
        var fields = new ArrayList<String>();
        int at = 0;
        while (at <= text.length()) {
            if (fields.size() == MAX_COLUMNS) {
                throw source.refused("line " + line, "expected at most " + MAX_COLUMNS + " fields");
            }
            if (at < text.length() && text.charAt(at) == '"') {
                var field = new StringBuilder();
                at = quoted(at + 1, field, fields.size());
                fields.add(field.toString());
            } else {
                int comma = text.indexOf(",", at);
                int end = comma < 0 ? text.length() : comma;
                fields.add(text.substring(at, end));
                at = end;
            }
            at++;
        }
        return fields;
    }

    /// Reads a quoted field from `at`, after its quote; returns where the comma or the end is.
    private int quoted(int at, StringBuilder field, int column) {
        int i = at;
        while (true) {
            int quote = text.indexOf("\"", i);
            if (quote < 0) {
                throw at(column, "expected a closing quote on this line", text.substring(at));
            }
            field.append(text, i, quote);
            boolean doubled = quote + 1 < text.length() && text.charAt(quote + 1) == '"';
            if (!doubled) {
                if (quote + 1 < text.length() && text.charAt(quote + 1) != ',') {
                    throw at(column, "expected a comma after the quote", text.substring(at));
                }
                return quote + 1;
            }
            field.append('"');
            i = quote + 2;
        }
    }
}
