package org.foedus.core.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Who may use one dataset, and for what until when, whatever a rule says of the plan. An empty set
/// or value does not restrict.
///
/// @param purposes a plan's purpose must be one of these, capitals aside
public record DataPermission(
        SortedSet<String> leads,
        SortedSet<String> partnerships,
        List<String> purposes,
        Optional<Instant> until) {
    public static final DataPermission ANY =
            new DataPermission(new TreeSet<>(), new TreeSet<>(), List.of(), Optional.empty());

    public DataPermission {
        leads = Collections.unmodifiableSortedSet(new TreeSet<>(leads));
        partnerships = Collections.unmodifiableSortedSet(new TreeSet<>(partnerships));
        purposes = List.copyOf(purposes);
    }

    /// Why the plan may not use the data, for its owner alone.
    public Optional<String> objection(Request request) {
        if (!leads.isEmpty() && !leads.contains(request.lead().value())) {
            return Optional.of("lead " + request.lead() + " is none of " + leads);
        }
        if (!partnerships.isEmpty() && !partnerships.contains(request.partnership())) {
            var found = request.partnership();
            return Optional.of(
                    (found.isEmpty() ? "no partnership" : "partnership " + found)
                            + ", expected one of "
                            + partnerships);
        }
        if (!purposes.isEmpty() && !among(request.plan().purpose())) {
            return Optional.of("its purpose is none of " + purposes);
        }
        return until.filter(u -> !request.now().toInstant().isBefore(u))
                .map(u -> "it was allowed until " + u);
    }

    /// In plain words: what follows "for".
    public String words() {
        var all = new ArrayList<String>();
        all.add(leads.isEmpty() ? "any lead" : "lead " + String.join(" or ", leads));
        if (!partnerships.isEmpty()) {
            all.add("partnership " + String.join(" or ", partnerships));
        }
        if (!purposes.isEmpty()) {
            all.add("purpose " + String.join(" or ", purposes));
        }
        until.ifPresent(u -> all.add("until " + u));
        return String.join(", ", all);
    }

    private boolean among(String purpose) {
        var found = purpose.toLowerCase(Locale.ROOT);
        return purposes.stream().anyMatch(p -> p.toLowerCase(Locale.ROOT).equals(found));
    }
}
