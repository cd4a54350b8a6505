package org.foedus.protocol.message;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.error.InvariantViolation;

/// What each failure means, and the next step, in one language.
public final class Messages {
    private static final String NEXT = ".next";
    private static final Map<Language, Messages> ALL = new EnumMap<>(Language.class);

    private final SortedMap<String, String> errors;

    private Messages(SortedMap<String, String> errors) {
        this.errors = Collections.unmodifiableSortedMap(errors);
    }

    /// Those of a language, read once.
    public static Messages in(Language language) {
        synchronized (ALL) {
            return ALL.computeIfAbsent(language, l -> new Messages(load("errors_" + l.tag())));
        }
    }

    private static SortedMap<String, String> load(String name) {
        var file = "/org/foedus/protocol/messages/" + name + ".properties";
        try (var stream = Messages.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new InvariantViolation("not on the class path: " + file);
            }
            var read = new Properties();
            read.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            var texts = new TreeMap<String, String>();
            read.forEach((key, text) -> texts.put(key.toString(), text.toString()));
            return texts;
        } catch (IOException e) {
            throw new InvariantViolation("unreadable: " + file + ": " + e);
        }
    }

    /// What an error of this name means; none for one of a later release.
    public Optional<String> meaning(String code) {
        return Optional.ofNullable(errors.get(code));
    }

    /// What to do about it.
    public Optional<String> next(String code) {
        return Optional.ofNullable(errors.get(code + NEXT));
    }

    SortedMap<String, String> errors() {
        return errors;
    }
}
