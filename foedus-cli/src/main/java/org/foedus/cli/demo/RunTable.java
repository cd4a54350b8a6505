package org.foedus.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.cli.alliance.Scores;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;
import org.foedus.protocol.api.Api;

/// What people see of a run while it goes on: one line a round, and a block that is drawn again.
public final class RunTable {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int WIDEST_CURVE = 60;

    private RunTable() {}

    /// Bytes of tensors that the hub received and sent for the run.
    public record Bytes(long up, long down) {
        public static Bytes of(Api.Activity activity) {
            return new Bytes(sum(activity.bytesUp().values()), sum(activity.bytesDown().values()));
        }

        private static long sum(java.util.Collection<Long> values) {
            return values.stream().mapToLong(Long::longValue).sum();
        }
    }

    /// One published round in a line.
    public static String line(Run run, RoundState.Published round, Bytes bytes, Duration left) {
        var score = Scores.of(run, round.number());
        return String.format(
                Locale.ROOT,
                "round %3d/%d  nodes %d/%d  accuracy %s  loss %s  up %s  down %s  left %s",
                round.step() + 1,
                run.plan().rounds(),
                round.included().size(),
                round.work().size(),
                score.map(s -> percent(s.accuracy())).orElse("   –   "),
                score.map(s -> loss(s.loss())).orElse("  –   "),
                size(bytes.up()),
                size(bytes.down()),
                time(left));
    }

    /// The block: where the run stands now.
    public static List<String> block(Run run, Api.Activity activity, Duration left) {
        var bytes = Bytes.of(activity);
        var score = Scores.newest(run);
        var lines = new ArrayList<String>();
        lines.add("  round     nodes    accuracy  loss    up          down        time left");
        lines.add(
                String.format(
                        Locale.ROOT,
                        "  %-8s  %-7s  %-8s  %-6s  %-10s  %-10s  %s",
                        run.published() + "/" + run.plan().rounds(),
                        answers(run),
                        score.map(s -> percent(s.accuracy())).orElse("–"),
                        score.map(s -> loss(s.loss())).orElse("–"),
                        size(bytes.up()),
                        size(bytes.down()),
                        time(left)));
        lines.add("  " + curve(run) + "  " + waiting(run, activity));
        return lines;
    }

    private static String answers(Run run) {
        return run.round().map(Scores::answers).map(a -> a.done() + "/" + a.asked()).orElse("–");
    }

    private static String waiting(Run run, Api.Activity activity) {
        var open = new TreeSet<String>();
        run.round()
                .ifPresent(r ->
                        r.work().values().stream()
                                .filter(w -> w.open())
                                .forEach(w -> open.add(w.item().node().value())));
        return open.isEmpty() ? activity.waiting() : "waiting for " + String.join(", ", open);
    }

    /// The accuracy of each version so far, as bars; the newest ones if there are many.
    private static String curve(Run run) {
        var text = new StringBuilder();
        var published = run.rounds().keySet().stream().toList();
        int from = Math.max(0, published.size() - WIDEST_CURVE);
        for (int number : published.subList(from, published.size())) {
            Scores.of(run, number).ifPresent(s -> text.append(bar(s.accuracy())));
        }
        return text.toString();
    }

    private static char bar(double share) {
        return BARS.charAt(Math.clamp((long) (share * BARS.length()), 0, BARS.length() - 1));
    }

    /// How long the rest will take if rounds take as long as the ones so far.
    public static Duration left(Run run, Duration running) {
        int done = run.published();
        return done == 0
                ? Duration.ZERO
                : running.multipliedBy(run.plan().rounds() - done).dividedBy(done);
    }

    /// `81.45 %`.
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%5.2f %%", 100 * share);
    }

    private static String loss(double loss) {
        return String.format(Locale.ROOT, "%.4f", loss);
    }

    /// `12.3 MB`, in powers of ten.
    public static String size(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", (double) bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", (double) bytes / 1e6);
    }

    private static String time(Duration left) {
        return left.isZero()
                ? "–"
                : String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart());
    }

    static Optional<RoundState.Published> published(Run run, int number) {
        return run.rounds().get(number) instanceof RoundState.Published p
                ? Optional.of(p)
                : Optional.empty();
    }
}
