package org.foedus.portal;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every template is given beside its page: the frame, the time, links and assets.
record View(Frame frame, Page page, Instant now, Links links, Assets assets) {
    /// How often a page that shows something going on is fetched again.
    static final int REFRESH_SECONDS = 5;

    private static final int SPARK_WIDTH = 240;
    private static final int SPARK_HEIGHT = 48;
    private static final int CHART_WIDTH = 560;
    private static final int CHART_HEIGHT = 200;

    String asset(String path) {
        return links.asset(path, assets.version(path));
    }

    /// The attribute that asks the script to fetch again, null where nothing goes on.
    @Nullable String refresh() {
        return page.live() ? String.valueOf(REFRESH_SECONDS) : null;
    }

    boolean charts() {
        return page instanceof Page.Run;
    }

    String ago(Instant time) {
        return Show.ago(time, now);
    }

    @Nullable Due due(MandateView mandate) {
        return Due.of(mandate, now);
    }

    static String part(String kind, String name) {
        return Links.part(kind, name);
    }

    static Curve spark(RunView run) {
        return Curve.of(run.accuracies(), SPARK_WIDTH, SPARK_HEIGHT, 1);
    }

    static Curve accuracies(RunView.Full run) {
        return Curve.of(values(run, false), CHART_WIDTH, CHART_HEIGHT, 1);
    }

    static Curve losses(RunView.Full run) {
        var values = values(run, true);
        return Curve.of(values, CHART_WIDTH, CHART_HEIGHT, Curve.niceTop(values));
    }

    /// A number beside an axis, without needless zeros.
    static String tick(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static List<Double> values(RunView.Full run, boolean loss) {
        return run.rounds().stream()
                .sorted((a, b) -> Integer.compare(a.number(), b.number()))
                .map(round -> loss ? round.loss() : round.accuracy())
                .map(value -> value == null ? Double.NaN : value)
                .toList();
    }
}
