package org.foedus.node.agent;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.error.FoedusException;

/// Writes events to the log and tells [Progress] the same. Thread-safe.
final class Journal {
    private static final System.Logger LOG = System.getLogger("org.foedus.node");
    private static final int MAX_REMEMBERED = 10_000;

    private final Progress progress;
    private final TreeSet<String> said = new TreeSet<>();

    Journal(Progress progress) {
        this.progress = progress;
    }

    /// @param fields name, value, name, value …
    void info(String event, String... fields) {
        write(System.Logger.Level.INFO, event, fields);
    }

    /// As [#info], but the same words only once.
    void once(String event, String... fields) {
        if (first(event + String.join("\n", fields))) {
            info(event, fields);
        }
    }

    /// Someone must act; said once.
    void alarm(String event, String... fields) {
        if (first(event + String.join("\n", fields))) {
            write(System.Logger.Level.ERROR, event, fields);
        }
    }

    private synchronized boolean first(String words) {
        if (said.size() >= MAX_REMEMBERED) {
            said.clear();
        }
        return said.add(words);
    }

    void warn(String event, FoedusException failure) {
        write(
                System.Logger.Level.WARNING,
                event,
                "code",
                failure.code().name(),
                "reason",
                failure.reason());
    }

    /// Someone must act.
    void error(String event, Throwable failure) {
        var fields = fields("reason", String.valueOf(failure.getMessage()));
        LOG.log(System.Logger.Level.ERROR, line(event, fields), failure);
        progress.report(event, fields);
    }

    private void write(System.Logger.Level level, String event, String... words) {
        var fields = fields(words);
        LOG.log(level, line(event, fields));
        progress.report(event, fields);
    }

    private static SortedMap<String, String> fields(String... words) {
        var fields = new TreeMap<String, String>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            fields.put(words[i], words[i + 1]);
        }
        return fields;
    }

    private static String line(String event, SortedMap<String, String> fields) {
        var line = new StringBuilder(event);
        fields.forEach((k, v) -> line.append(' ').append(k).append('=').append(v));
        return line.toString();
    }
}
