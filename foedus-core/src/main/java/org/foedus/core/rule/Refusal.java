package org.foedus.core.rule;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A refusal by a rule: what was refused to whom, why, and what to do next.
///
/// @param object what it is about: an id, a field
/// @param actor who asked; empty if nobody known
/// @param values for the placeholders in the rule's texts
public record Refusal(Rule rule, String object, String actor, SortedMap<String, String> values) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    public Refusal {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public Refusal by(String who) {
        return new Refusal(rule, object, who, values);
    }

    /// Why, in English.
    public String why() {
        return fill(rule.why());
    }

    /// What to do next, in English.
    public String next() {
        return fill(rule.next());
    }

    /// `template` with this refusal's values in the place of `{object}`, `{actor}` and the others.
    public String fill(String template) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
    }

    private String value(String name) {
        return switch (name) {
            case "object" -> object;
            case "actor" -> actor;
            default -> values.getOrDefault(name, "");
        };
    }
}
