package org.foedus.node.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;
import org.foedus.core.policy.Condition;
import org.foedus.core.policy.ConditionLanguage;
import org.foedus.core.policy.StandingConsent;
import org.foedus.core.policy.StandingConsents;
import org.foedus.core.run.RunPlan;
import org.foedus.protocol.form.Form;
import org.foedus.protocol.form.Yaml;
import org.foedus.protocol.json.Json;

/// `consents.yaml`: standing consents by name, and the names of those that were removed. A name is
/// used once, so that what was granted under it is never taken for granted under another.
///
/// @param removed the newest last
public record ConsentBook(SortedMap<String, StandingConsent> consents, List<String> removed) {
    /// Names remembered after their removal.
    static final int MAX_REMOVED = 1000;

    public ConsentBook {
        consents = Collections.unmodifiableSortedMap(new TreeMap<>(consents));
        removed = List.copyOf(removed);
    }

    public static ConsentBook empty() {
        return new ConsentBook(Collections.emptySortedMap(), List.of());
    }

    private record Terms(
            Condition when, Instant until, Optional<RunPlan.Acceptance> revealsUpdates) {}

    /// Reads a file; `BAD_POLICY` with everything that is wrong.
    public static ConsentBook read(String fileName, byte[] yaml, ConditionLanguage language) {
        return Yaml.read(
                fileName,
                yaml,
                ErrorCode.BAD_POLICY,
                form -> {
                    var consents =
                            form.named("consents", StandingConsent.MAX, f -> terms(f, language));
                    var removed = form.namesOrNone("removed", MAX_REMOVED).or(List.of());
                    return () -> of(consents.get(), removed.get());
                });
    }

    private static Supplier<Terms> terms(Form form, ConditionLanguage language) {
        var when = form.condition("when", language).required();
        var until = form.instant("until", Instant.MIN).required();
        var reveals = form.choice("reveals_updates", RunPlan.Acceptance.class).optional();
        return () -> new Terms(when.get(), until.get(), reveals.get());
    }

    private static ConsentBook of(SortedMap<String, Terms> read, List<String> removed) {
        var consents = new TreeMap<String, StandingConsent>();
        read.forEach((name, terms) -> {
            if (removed.contains(name)) {
                throw new FoedusException(
                        ErrorCode.BAD_POLICY,
                        "consents." + name + ": was removed before: expected another name");
            }
            consents.put(
                    name, new StandingConsent(name, terms.when, terms.until, terms.revealsUpdates));
        });
        return new ConsentBook(consents, removed);
    }

    /// With one more, which must be new and not be over at `now`.
    public ConsentBook with(StandingConsent consent, Instant now) {
        Names.check("consent", consent.name());
        if (consents.containsKey(consent.name()) || removed.contains(consent.name())) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS,
                    "the name "
                            + consent.name()
                            + " was used before: choose another, so that what was granted under it"
                            + " stays known by it");
        }
        if (consent.expired(now)) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "until " + consent.until() + " is over: expected a time to come");
        }
        if (consents.size() >= StandingConsent.MAX) {
            throw new FoedusException(
                    ErrorCode.TOO_MANY,
                    "there are "
                            + StandingConsent.MAX
                            + " standing consents: foedus node consent remove frees room");
        }
        var more = new TreeMap<>(consents);
        more.put(consent.name(), consent);
        return new ConsentBook(more, removed);
    }

    public ConsentBook without(String name) {
        if (!consents.containsKey(name)) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    "no standing consent '" + name + "': foedus node consent list shows them");
        }
        var fewer = new TreeMap<>(consents);
        fewer.remove(name);
        var names = new ArrayList<>(removed);
        names.add(name);
        int oldest = Math.max(0, names.size() - MAX_REMOVED);
        return new ConsentBook(fewer, names.subList(oldest, names.size()));
    }

    /// For decisions.
    public StandingConsents standing() {
        return new StandingConsents(List.copyOf(consents.values()), true);
    }

    /// The file that reads as this.
    public String yaml() {
        var text =
                new StringBuilder(
                        "# Consents in advance: foedus node consent add | list | remove.\n");
        text.append(consents.isEmpty() ? "consents: {}\n" : "consents:\n");
        consents.forEach((name, consent) -> {
            text.append("  ").append(name).append(":\n");
            text.append("    when: ").append(Json.text(consent.when().text())).append('\n');
            text.append("    until: ").append(consent.until()).append('\n');
            consent.revealsUpdates().ifPresent(_ -> text.append("    reveals_updates: accepted\n"));
        });
        text.append("removed: ").append(Json.text(removed)).append('\n');
        return text.toString();
    }
}
