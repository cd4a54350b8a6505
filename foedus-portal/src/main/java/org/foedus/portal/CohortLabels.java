package org.foedus.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// Short column headings for the members of a cohort.
final class CohortLabels {
    private static final String UNKNOWN = "??";

    private CohortLabels() {}

    /// `BR`, `CN`; where a country occurs more than once, `BR 1` and `BR 2`.
    static List<String> of(List<RunView.Participant> cohort) {
        var total = new TreeMap<String, Integer>();
        cohort.forEach(p -> total.merge(code(p), 1, Integer::sum));
        var seen = new TreeMap<String, Integer>();
        var labels = new ArrayList<String>();
        for (var participant : cohort) {
            var code = code(participant);
            int number = seen.merge(code, 1, Integer::sum);
            labels.add(total.getOrDefault(code, 0) > 1 ? code + " " + number : code);
        }
        return List.copyOf(labels);
    }

    private static String code(RunView.Participant participant) {
        var code = participant.member().country();
        return Country.isKnown(code) ? code.toUpperCase(Locale.ROOT) : UNKNOWN;
    }
}
