package org.foedus.portal;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Something that the reader may do now: one form.
///
/// @param subject id of what it is about
/// @param choices for each question that has some; a question with one is not asked
/// @param given what stands in the form before anybody writes
public record Offer(Act act, String subject, Map<Ask, List<Choice>> choices, Map<Ask, Said> given) {
    public Offer {
        var copied = new EnumMap<Ask, List<Choice>>(Ask.class);
        choices.forEach((ask, list) -> copied.put(ask, List.copyOf(list)));
        choices = Collections.unmodifiableMap(copied);
        var begun = new EnumMap<Ask, Said>(Ask.class);
        begun.putAll(given);
        given = Collections.unmodifiableMap(begun);
    }

    public Offer(Act act, String subject, Map<Ask, List<Choice>> choices) {
        this(act, subject, choices, Map.of());
    }

    /// One answer to a question.
    ///
    /// @param value as the form sends it
    public record Choice(String value, Said label) {}

    public List<Choice> of(Ask ask) {
        return choices.getOrDefault(ask, List.of());
    }

    /// The questions that its form asks: those with a choice to make, something to tick, or a text
    /// to write.
    List<Ask> asks() {
        var asks = new java.util.ArrayList<>(act.asks());
        asks.add(Ask.KEY);
        asks.removeIf(ask -> ask.chosen() && ask.kind() != Ask.Kind.CHECK && of(ask).size() < 2);
        return asks;
    }

    /// What an answer is before anybody gave one.
    String begins(Ask ask, View view) {
        var said = given.get(ask);
        if (said != null) {
            return view.words().of(said);
        }
        return ask == Ask.LANGUAGE ? view.language().tag() : "";
    }

    boolean opens() {
        return act.opens();
    }

    boolean grave() {
        return act.grave();
    }

    /// A name for it within a page.
    String id() {
        return "act-" + act.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
