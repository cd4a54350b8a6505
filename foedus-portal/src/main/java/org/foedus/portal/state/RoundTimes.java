package org.foedus.portal.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.portal.RunView;
import org.jspecify.annotations.Nullable;

/// Where the time of a round went, from the times of its entries.
final class RoundTimes {
    private RoundTimes() {}

    static RunView.Times of(Run run, RoundState round) {
        var before = run.rounds().get(round.number() - 1);
        var from = before == null ? Optional.of(run.startedAt()) : end(before);
        var answered =
                round instanceof RoundState.Collecting
                        ? Optional.<Instant>empty()
                        : answered(round);
        var published =
                round instanceof RoundState.Published p
                        ? Optional.of(p.at())
                        : Optional.<Instant>empty();
        var evaluated =
                Optional.ofNullable(
                                run.evaluations()
                                        .get(
                                                WorkItemId.of(
                                                        run.id(),
                                                        round.number(),
                                                        WorkItem.Kind.EVALUATE,
                                                        run.plan().evaluation().node())))
                        .flatMap(Work::done)
                        .map(Work.Done::at);
        return new RunView.Times(
                between(from, Optional.of(round.openedAt())),
                between(Optional.of(round.openedAt()), answered),
                between(answered, published),
                between(published, evaluated));
    }

    private static Optional<Instant> end(RoundState round) {
        return switch (round) {
            case RoundState.Published p -> Optional.of(p.at());
            case RoundState.Failed f -> Optional.of(f.at());
            case RoundState.Collecting _, RoundState.Folding _ -> Optional.empty();
        };
    }

    /// When the last of those who answered did.
    private static Optional<Instant> answered(RoundState round) {
        return round.work().values().stream()
                .flatMap(w -> at(w.answer()).stream())
                .max(Instant::compareTo);
    }

    private static Optional<Instant> at(Work.Answer answer) {
        return switch (answer) {
            case Work.Asked _ -> Optional.empty();
            case Work.Done d -> Optional.of(d.at());
            case Work.Declined d -> Optional.of(d.at());
            case Work.Refused r -> Optional.of(r.at());
        };
    }

    private static @Nullable Duration between(Optional<Instant> from, Optional<Instant> to) {
        if (from.isEmpty() || to.isEmpty()) {
            return null;
        }
        var time = Duration.between(from.get(), to.get());
        return time.isNegative() ? Duration.ZERO : time;
    }
}
