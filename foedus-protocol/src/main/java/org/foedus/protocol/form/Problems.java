package org.foedus.protocol.form;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.ConditionLanguage.Flaw;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// What is wrong with a file so far, and where its fields are.
final class Problems {
    /// Errors that are told at once.
    static final int MAX_TOLD = 10;

    private static final int MAX_SHOWN = 60;

    private final String file;
    private final ErrorCode code;
    private final List<Problem> found = new ArrayList<>();
    private List<String> source = List.of();
    private final SortedMap<String, Integer> lines = new TreeMap<>();

    Problems(String file, ErrorCode code) {
        this.file = file;
        this.code = code;
    }

    /// @param column from 1, or 0 where it is not told
    private record Problem(int line, int column, String text) {}

    String file() {
        return file;
    }

    /// Remembers that the field at `path` is in `line`, counted from 1.
    void seen(String path, int line) {
        lines.putIfAbsent(path, line);
    }

    Optional<Integer> lineOf(String path) {
        return Optional.ofNullable(lines.get(path));
    }

    void add(int line, String path, String text) {
        found.add(new Problem(line, 0, path + ": " + text));
    }

    /// Takes note of the text, for columns in it.
    void reads(String text) {
        source = text.lines().toList();
    }

    Place place(ScalarNode text, Flaw flaw) {
        return Place.of(text, flaw, source);
    }

    void add(Place place, String path, Flaw flaw) {
        found.add(new Problem(place.line(), place.column(), path + ": " + flaw.expected()));
    }

    /// An error after which there is nothing more to read.
    FoedusException fatal(int line, String text) {
        return new FoedusException(code, told(new Problem(line, 0, text)));
    }

    /// Throws if anything is wrong: the first errors by line, and how many more there are.
    void refuse() {
        if (found.isEmpty()) {
            return;
        }
        var told =
                found.stream()
                        .sorted(Comparator.comparingInt(Problem::line).thenComparing(Problem::text))
                        .limit(MAX_TOLD)
                        .map(this::told)
                        .toList();
        int more = found.size() - told.size();
        throw new FoedusException(
                code, String.join("\n", told) + (more > 0 ? "\nand " + more + " more" : ""));
    }

    /// A failure of the value as a whole, at the field that its message begins with, if it does.
    FoedusException located(FoedusException e) {
        var message = e.reason();
        int colon = message.indexOf(": ");
        int line = colon < 0 ? 1 : nearest(message.substring(0, colon));
        return new FoedusException(code, told(new Problem(line, 0, message)), e);
    }

    /// The line of the field at `path`, or of the section around it.
    private int nearest(String path) {
        var at = path;
        while (!lines.containsKey(at)) {
            int dot = at.lastIndexOf('.');
            if (dot < 0) {
                return 1;
            }
            at = at.substring(0, dot);
        }
        return lines.getOrDefault(at, 1);
    }

    private String told(Problem problem) {
        var column = problem.column() == 0 ? "" : ":" + problem.column();
        return file + ":" + problem.line() + column + ": " + problem.text();
    }

    static int line(Optional<Mark> mark) {
        return mark.map(m -> m.getLine() + 1).orElse(1);
    }

    /// A text from the file, safe and short enough for a message.
    static String shown(String text) {
        var safe = new StringBuilder();
        text.codePoints()
                .limit(MAX_SHOWN)
                .map(c -> Character.isISOControl(c) || invisible(c) ? ' ' : c)
                .forEach(safe::appendCodePoint);
        return safe.length() < text.length() ? safe + "…" : safe.toString();
    }

    private static boolean invisible(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.SURROGATE;
    }
}
