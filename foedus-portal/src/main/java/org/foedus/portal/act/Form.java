package org.foedus.portal.act;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Report;
import org.foedus.core.name.Names;
import org.foedus.core.signature.PublicKey;
import org.foedus.portal.Act;
import org.foedus.portal.Ask;
import org.foedus.portal.Fault;
import org.foedus.portal.Offer;
import org.foedus.portal.Said;
import org.foedus.portal.Text;
import org.foedus.protocol.form.Times;

/// What somebody typed into a form.
///
/// @param answers checked, by their questions; what was typed, made safe to show, where a fault is
/// @param faults none, or why it can't be signed
public record Form(SortedMap<Ask, String> answers, List<Fault> faults) {
    /// What stands in the place of bytes that are no text.
    private static final char UNREADABLE = '\uFFFD';

    public Form {
        answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
        faults = List.copyOf(faults);
    }

    /// Reads the fields of an offer's form; others mean nothing.
    public static Form read(Offer offer, Map<String, String> fields) {
        var answers = new TreeMap<Ask, String>();
        var faults = new ArrayList<Fault>();
        var asks = new ArrayList<Ask>(offer.act().asks());
        if (!offer.act().kept()) {
            asks.add(Ask.KEY);
        }
        for (var ask : asks) {
            var typed = fields.getOrDefault(ask.field(), "").replace("\r\n", "\n");
            var value = typed.isEmpty() ? only(offer, ask) : typed;
            var found = faults(offer, ask, value);
            found.forEach(said -> faults.add(new Fault(ask, said)));
            answers.put(ask, found.isEmpty() ? value.strip() : shown(ask, value));
        }
        return new Form(answers, faults);
    }

    /// The texts that somebody wrote, made safe to show, whatever they are worth.
    public static SortedMap<Ask, String> typed(Act act, Map<String, String> fields) {
        var texts = new TreeMap<Ask, String>();
        for (var ask : act.asks()) {
            var text = fields.getOrDefault(ask.field(), "");
            if (!ask.chosen() && !text.isBlank()) {
                texts.put(ask, shown(ask, text));
            }
        }
        return texts;
    }

    /// A question with one answer is not asked.
    private static String only(Offer offer, Ask ask) {
        var choices = offer.of(ask);
        return choices.size() == 1 && ask.kind() != Ask.Kind.CHECK
                ? choices.getFirst().value()
                : "";
    }

    /// As much of it as may be shown again.
    private static String shown(Ask ask, String value) {
        var begun = value.length() > 2 * ask.most() ? value.substring(0, 2 * ask.most()) : value;
        return Text.cleanLines(begun);
    }

    private static List<Said> faults(Offer offer, Ask ask, String value) {
        if (value.isBlank()) {
            return ask.required() ? List.of(Said.of("fault.empty")) : List.of();
        }
        return switch (ask.kind()) {
            case CHOICE, RADIO, CHECK ->
                    unless(
                            offer.of(ask).stream().anyMatch(c -> c.value().equals(value)),
                            Said.of("fault.choice"));
            case LINE, OPTIONAL_LINE, LONG -> text(ask, value);
            case DIGESTS -> digests(value);
            case DAY ->
                    unless(
                            value.length() <= ask.most()
                                    && Times.instant(value, java.time.Instant.EPOCH).isPresent(),
                            Said.of("fault.day"));
            case HEX -> key(ask, value.strip());
            case CODE -> code(ask, value);
            case DOCUMENT -> {
                var signs = text(ask, value);
                var wrong = signs.isEmpty() ? Documents.faults(ask, value) : signs;
                yield wrong.isEmpty() ? Documents.examples(ask, value, offer) : wrong;
            }
        };
    }

    private static List<Said> key(Ask ask, String value) {
        if (!value.matches("[0-9a-f]{" + ask.most() + "}")) {
            return List.of(Said.of("fault.hex", "n", ask.most()));
        }
        try {
            return unless(new PublicKey(value).hex().equals(value), Said.of("fault.key"));
        } catch (FoedusException e) {
            return List.of(Said.of("fault.key"));
        }
    }

    private static List<Said> code(Ask ask, String value) {
        var length = value.strip().length();
        return length > ask.most()
                ? List.of(Said.of("fault.long", "most", ask.most(), "found", length))
                : unless(
                        Text.reveal(value).equals(value) && value.indexOf(UNREADABLE) < 0,
                        Said.of("fault.signs"));
    }

    private static List<Said> text(Ask ask, String value) {
        if (value.strip().length() > ask.most()) {
            return List.of(
                    Said.of("fault.long", "most", ask.most(), "found", value.strip().length()));
        }
        try {
            Names.plain(ask.field(), value, ask.most());
            return unless(value.indexOf(UNREADABLE) < 0, Said.of("fault.signs"));
        } catch (FoedusException e) {
            return List.of(Said.of("fault.signs"));
        }
    }

    private static List<Said> digests(String value) {
        var lines = value.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        var pattern = "[0-9a-f]{" + 2 * Sha256.BYTES + "}";
        return unless(
                lines.size() <= Report.MAX_EVIDENCE
                        && lines.stream().allMatch(l -> l.matches(pattern)),
                Said.of("fault.digests", "most", Report.MAX_EVIDENCE));
    }

    private static List<Said> unless(boolean fine, Said fault) {
        return fine ? List.of() : List.of(fault);
    }
}
