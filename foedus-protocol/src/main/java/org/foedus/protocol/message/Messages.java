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
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.rule.Rule;

/// What each failure means, and the next step, in one language.
public final class Messages {
    private static final String NEXT = ".next";
    private static final Map<Language, Messages> ALL = new EnumMap<>(Language.class);

    private final SortedMap<String, String> errors;
    private final SortedMap<String, String> refusals;

    private Messages(SortedMap<String, String> errors, SortedMap<String, String> refusals) {
        this.errors = Collections.unmodifiableSortedMap(errors);
        this.refusals = Collections.unmodifiableSortedMap(refusals);
    }

    /// Those of a language, read once.
    public static Messages in(Language language) {
        synchronized (ALL) {
            return ALL.computeIfAbsent(language, Messages::read);
        }
    }

    private static Messages read(Language language) {
        var refusals = language == Language.EN ? english() : load("refusals_" + language.tag());
        return new Messages(load("errors_" + language.tag()), refusals);
    }

    /// The rules say it themselves.
    private static SortedMap<String, String> english() {
        var texts = new TreeMap<String, String>();
        for (var rule : Rule.values()) {
            texts.put(rule.name(), rule.why());
            texts.put(rule.name() + NEXT, rule.next());
        }
        return texts;
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

    /// Why a rule refused, if one did, else what the error's name means.
    public String meaning(FoedusException failure) {
        return failure.refusal()
                .map(r -> r.fill(refusals.getOrDefault(r.rule().name(), r.rule().why())))
                .or(() -> meaning(failure.code().name()))
                .orElseGet(failure::reason);
    }

    /// What to do about a failure.
    public Optional<String> next(FoedusException failure) {
        return failure.refusal()
                .map(r -> r.fill(refusals.getOrDefault(r.rule().name() + NEXT, r.rule().next())))
                .or(() -> next(failure.code().name()));
    }

    SortedMap<String, String> refusals() {
        return refusals;
    }

    SortedMap<String, String> errors() {
        return errors;
    }
}
