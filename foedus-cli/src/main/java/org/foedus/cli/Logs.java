package org.foedus.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// The log of a hub or a node: one JSON object a line on stderr.
final class Logs {
    private Logs() {}

    static void toJsonLines(PrintWriter err) {
        var root = Logger.getLogger("");
        for (var old : root.getHandlers()) {
            root.removeHandler(old);
        }
        root.addHandler(new JsonLines(err));
        root.setLevel(Level.WARNING);
        OURS.setLevel(Level.INFO);
    }

    /// Where what goes wrong is meant to.
    static void silence() {
        Logger.getLogger("").setLevel(Level.OFF);
        OURS.setLevel(Level.OFF);
    }

    /// Lets the libraries that a command for people uses complain, but not chat.
    static void onlyWarnings() {
        Logger.getLogger("").setLevel(Level.WARNING);
    }

    /// A strong reference: the log manager keeps none, and would forget the level.
    private static final Logger OURS = Logger.getLogger("org.foedus");

    private static final class JsonLines extends Handler {
        private final PrintWriter err;
        private final SimpleFormatter text = new SimpleFormatter();

        JsonLines(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void publish(LogRecord entry) {
            var line =
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("at", entry.getInstant().toString())
                            .put("level", entry.getLevel().getName())
                            .put("logger", entry.getLoggerName())
                            .put("message", text.formatMessage(entry));
            var thrown = entry.getThrown();
            if (thrown != null) {
                var trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                line.put("trace", trace.toString());
            }
            synchronized (this) {
                err.println(JsonMapper.shared().writeValueAsString(line));
                err.flush();
            }
        }

        @Override
        public void flush() {
            err.flush();
        }

        @Override
        public void close() {
            err.flush();
        }
    }
}
