package org.foedus.cli.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Scores;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunStatus;
import org.foedus.protocol.api.Api;

/// Follows a run to its end by the verified ledger, and tells.
public final class Spectator {
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final Access access;
    private final RunId id;
    private final Stage stage;
    private final Runnable check;
    private final Stopwatch running = new Stopwatch();
    private int told;

    /// @param check called again and again; throws to end the watch
    public Spectator(Access access, RunId id, Stage stage, Runnable check) {
        this.access = access;
        this.id = id;
        this.stage = stage;
        this.check = check;
    }

    /// Returns when the run is over, however it ended.
    public Run watch() {
        while (true) {
            check.run();
            access.mirror().follow(access.hub(), GLANCE);
            var run = access.mirror().state().runs().get(id);
            if (run == null) {
                throw new FoedusException(ErrorCode.NOT_FOUND, "no run " + id);
            }
            var activity = access.hub().activity(id);
            tell(run, activity);
            if (!run.active()) {
                stage.redraw(List.of());
                return run;
            }
        }
    }

    /// What the hub moved for the run so far.
    public RunTable.Bytes bytes() {
        return RunTable.Bytes.of(access.hub().activity(id));
    }

    private void tell(Run run, Api.Activity activity) {
        var left = run.active() ? RunTable.left(run, running.elapsed()) : Duration.ZERO;
        var bytes = RunTable.Bytes.of(activity);
        for (var round : run.rounds().tailMap(told, false).values()) {
            switch (round) {
                case RoundState.Published p when complete(run, p) -> {
                    told = p.number();
                    published(run, p, bytes, left);
                }
                case RoundState.Failed f -> {
                    told = f.number();
                    failed(f);
                }
                case RoundState.Published _, RoundState.Collecting _, RoundState.Folding _ -> {
                    // to be told later
                }
            }
        }
        if (stage.live()) {
            stage.redraw(RunTable.block(run, activity, left));
        }
    }

    /// Its evaluation is there, or will not come before it is old news.
    private static boolean complete(Run run, RoundState.Published round) {
        return Scores.of(run, round.number()).isPresent()
                || !run.active()
                || run.round().filter(r -> r.number() > round.number() + 1).isPresent();
    }

    private void published(
            Run run, RoundState.Published round, RunTable.Bytes bytes, Duration left) {
        if (!stage.live()) {
            stage.say(RunTable.line(run, round, bytes, left));
        }
        stage.event(
                "round",
                json -> {
                    json.put("run", id.value())
                            .put("round", round.number())
                            .put("of", run.plan().rounds())
                            .put("included", round.included().size())
                            .put("asked", round.work().size());
                    Scores.of(run, round.number())
                            .ifPresent(
                                    s -> json.put("accuracy", s.accuracy()).put("loss", s.loss()));
                    json.put("model_sha256", round.model().hex())
                            .put("bytes_up", bytes.up())
                            .put("bytes_down", bytes.down())
                            .put("seconds_left", left.toSeconds());
                });
    }

    private void failed(RoundState.Failed round) {
        stage.say(
                String.format(
                        Locale.ROOT,
                        "round %d came to nothing: %s",
                        round.number(),
                        round.reason()));
        stage.event(
                "round-failed",
                json ->
                        json.put("run", id.value())
                                .put("round", round.number())
                                .put("reason", round.reason()));
    }

    /// Fails unless the run finished.
    public static void requireFinished(Run run) {
        switch (run.status()) {
            case RunStatus.Finished _ -> {
                // as it should be
            }
            case RunStatus.Stopped s -> throw ended(run, "was stopped: " + s.reason());
            case RunStatus.Failed f -> throw ended(run, "failed: " + f.reason());
            case RunStatus.Active _ -> throw ended(run, "still goes on");
        }
    }

    private static FoedusException ended(Run run, String how) {
        return new FoedusException(ErrorCode.WRONG_STATE, "run " + run.id() + " " + how);
    }
}
