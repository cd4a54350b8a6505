package org.foedus.cel;

import dev.cel.common.CelIssue;
import dev.cel.common.CelSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.foedus.core.name.Spelling;
import org.foedus.core.policy.ConditionLanguage.Flaw;

/// What the compiler says of a text, in the words of its owner. Only the first flaw is told: the
/// others often follow from it.
final class Complaint {
    static final String NOT_CEL = "expected CEL such as lead == 'brazil' && rounds <= 100";

    private static final int MAX_SHOWN = 80;
    private static final Pattern UNKNOWN = Pattern.compile("undeclared reference to '([^']*)'.*");
    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '([^']*)' applied to '([^']*)'.*");
    private static final Pattern TYPE =
            Pattern.compile("expected type '([^']*)' but found '([^']*)'.*");
    private static final Map<String, String> TYPES =
            Map.of(
                    "int", "a number",
                    "uint", "an unsigned number",
                    "double", "a number with a fraction",
                    "string", "a text",
                    "bool", "true or false",
                    "null_type", "null",
                    "list(string)", "a list of texts",
                    "list(int)", "a list of numbers",
                    "google.protobuf.Duration", "a length of time",
                    "google.protobuf.Timestamp", "a point in time");

    private Complaint() {}

    /// @param issues at least one
    static Flaw first(String text, List<CelIssue> issues) {
        var first =
                issues.stream()
                        .min(
                                Comparator.comparingInt(
                                                (CelIssue i) -> i.getSourceLocation().getLine())
                                        .thenComparingInt(i -> i.getSourceLocation().getColumn()))
                        .orElseThrow();
        int line = Math.max(1, first.getSourceLocation().getLine());
        int column = Math.max(0, first.getSourceLocation().getColumn());
        return new Flaw(line, column + 1, words(first.getMessage(), called(text, line, column)));
    }

    static Flaw at(CelSource source, long expression, String expected) {
        var place =
                java.util.Optional.ofNullable(source.getPositionsMap().get(expression))
                        .flatMap(source::getOffsetLocation);
        return new Flaw(
                place.map(p -> p.getLine()).orElse(1),
                place.map(p -> p.getColumn() + 1).orElse(1),
                expected);
    }

    /// Whether something is called at that place: calls are placed at their parenthesis.
    private static boolean called(String text, int line, int column) {
        var lines = text.lines().toList();
        if (line > lines.size()) {
            return false;
        }
        var points = lines.get(line - 1).codePoints().toArray();
        return column < points.length && points[column] == '(';
    }

    private static String words(String message, boolean called) {
        var unknown = UNKNOWN.matcher(message);
        if (unknown.matches()) {
            return unknown(unknown.group(1), called);
        }
        var overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            return shown(operator(overload.group(1)))
                    + " does not take "
                    + types(overload.group(2))
                    + ": expected what it can compare or join";
        }
        var type = TYPE.matcher(message);
        if (type.matches()) {
            return "expected " + type(type.group(1)) + ", found " + type(type.group(2));
        }
        if (message.contains("limit") || message.contains("exceed")) {
            return "expected at most "
                    + Environment.MAX_NODES
                    + " parts, "
                    + Environment.MAX_NESTING
                    + " deep";
        }
        int expecting = message.indexOf(" expecting ");
        var brief = expecting < 0 ? message : message.substring(0, expecting);
        return NOT_CEL + ", found: " + shown(brief);
    }

    private static String unknown(String name, boolean called) {
        if (name.equals("_[_]")) {
            return "expected in, all or exists to look into a list, found [ ]";
        }
        var known = called ? new TreeSet<>(Environment.CALLED) : Environment.attributes();
        return "unknown "
                + (called ? "function " : "attribute ")
                + shown(name)
                + Spelling.nearest(name, known)
                        .map(n -> " (did you mean " + n + "?)")
                        .orElseGet(() -> ": expected one of " + String.join(", ", known));
    }

    /// `_<=_` as `<=`.
    private static String operator(String function) {
        var bare = function.replace("_", "").replace("@", "");
        return bare.isEmpty() ? function : bare;
    }

    /// `(int, string)` in words.
    private static String types(String signature) {
        var inner = signature.replaceAll("^\\(|\\)$", "");
        return String.join(
                " and ", List.of(inner.split(", ")).stream().map(Complaint::type).toList());
    }

    private static String type(String name) {
        return TYPES.getOrDefault(name, shown(name));
    }

    /// Of the text, safe and short enough for a message.
    private static String shown(String raw) {
        var safe = new StringBuilder();
        raw.codePoints()
                .limit(MAX_SHOWN)
                .map(c -> Character.isISOControl(c) || hidden(c) ? ' ' : c)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private static boolean hidden(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.SURROGATE;
    }
}
