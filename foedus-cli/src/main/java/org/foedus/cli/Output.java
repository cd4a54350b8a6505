package org.foedus.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a command says: text for people, or with `--json` one object a line whose first field is
/// `type` and whose other fields keep the order in which they were put.
///
/// A command calls both kinds; the mode picks one. Control characters are dropped from text, so
/// that a name chosen by someone else cannot steer the reader's terminal. Thread-safe: a line is
/// never torn.
final class Output {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final boolean quiet;

    Output(PrintWriter out, PrintWriter err, boolean json, boolean quiet) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.quiet = quiet;
    }

    boolean json() {
        return json;
    }

    /// A result, for people, on stdout.
    void say(String text) {
        if (!json) {
            print(out, text);
        }
    }

    /// Progress, for people, on stderr; `--quiet` drops it.
    void progress(String text) {
        if (!json && !quiet) {
            print(err, text);
        }
    }

    /// A warning or a failure, for people, on stderr, in either mode.
    void warn(String text) {
        print(err, text);
    }

    /// One object, for programs, on stdout: `{"type":type, …fields}`.
    void event(String type, Consumer<ObjectNode> fields) {
        if (json) {
            print(out, Json.line(type, fields));
        }
    }

    private static synchronized void print(PrintWriter stream, String text) {
        stream.println(printable(text));
        stream.flush();
    }

    private static String printable(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\n' || c == '\t' || !steersTheTerminal(c))
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean steersTheTerminal(int codePoint) {
        return Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.FORMAT
                        && codePoint != ZERO_WIDTH_JOINER;
    }

    /// Flags and other emoji are joined by it.
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    /// Apart, so that Jackson is loaded only when a command speaks JSON.
    private static final class Json {
        private static final JsonMapper MAPPER = JsonMapper.shared();

        private Json() {}

        static String line(String type, Consumer<ObjectNode> fields) {
            var object = JsonNodeFactory.instance.objectNode().put("type", type);
            fields.accept(object);
            return MAPPER.writeValueAsString(object);
        }
    }
}
