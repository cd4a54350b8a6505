package org.foedus.node.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Examples;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.Datasets;
import org.foedus.engine.data.Histogram;
import org.foedus.protocol.model.Architecture;

/// Looks at a dataset before it is used: loads it as training would.
public final class DatasetCheck {
    /// One example in so many is held back to validate on.
    public static final int VALIDATION_PART = 10;

    private static final int SHOWN_EXAMPLES = 3;
    private static final int SHOWN_FEATURES = 6;

    private DatasetCheck() {}

    /// What was found.
    public sealed interface Report {}

    /// It can be trained on.
    ///
    /// @param features of one example
    /// @param classes how many examples of each
    /// @param shown the first examples, for people: label, range, first features
    public record Usable(int examples, int features, Histogram classes, List<String> shown)
            implements Report {
        public Usable {
            shown = List.copyOf(shown);
        }

        /// How many of them are held back to validate on, and not trained on.
        public int held() {
            return examples / VALIDATION_PART;
        }
    }

    /// @param problem the first one: file, place, what was expected
    public record Unusable(String problem) implements Report {}

    /// @param base what relative files are relative to
    /// @param shape that examples must have
    public static Report of(DatasetSpec spec, Path base, Architecture shape) {
        Examples examples;
        try {
            examples = Datasets.load(spec, base, shape);
        } catch (FoedusException e) {
            return new Unusable(e.reason());
        }
        var shown = new ArrayList<String>();
        for (int i = 0; i < Math.min(SHOWN_EXAMPLES, examples.size()); i++) {
            shown.add(show(examples, i));
        }
        return new Usable(
                examples.size(),
                examples.width(),
                Histogram.of(examples.labels(), shape.classes()),
                shown);
    }

    private static String show(Examples examples, int index) {
        var row = examples.select(new int[] {index}).features();
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        var first = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            least = Math.min(least, row[i]);
            most = Math.max(most, row[i]);
            if (i < SHOWN_FEATURES) {
                first.append(String.format(Locale.ROOT, " %.4g", row[i]));
            }
        }
        var more = row.length > SHOWN_FEATURES ? " …" : "";
        return String.format(
                Locale.ROOT,
                "label %d, features in [%.4g, %.4g]:%s%s",
                examples.labels()[index],
                least,
                most,
                first,
                more);
    }
}
