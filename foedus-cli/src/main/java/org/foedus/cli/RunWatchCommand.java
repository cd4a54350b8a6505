package org.foedus.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.error.FoedusException;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `foedus run watch`.
///
/// A round is told once nothing of it can change any more, so that who watches and who reads it
/// afterwards are told the same.
@Command(
        name = "watch",
        description =
                "Follow a run until it ends: a line per round, and what it waits for. Exits with 0"
                        + " if it finished, 1 if it failed or was stopped.",
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus run watch run-1 --home ./brazil",
            "%nWith --json:",
            "  round? (run, round, published, version?, versions, accuracy?, loss?, reason?, "
                    + "missing [node, why])",
            "  waiting? (run, why, absent [node, why])",
            "  run-ended (run, status, reason?, model)"
        })
final class RunWatchCommand implements Callable<Integer> {
    private static final Duration WAIT = Duration.ofSeconds(20);

    /// After the deadline of an evaluation, for clocks that differ.
    private static final Duration LATE = Duration.ofSeconds(2);

    @Mixin private Globals globals = new Globals();

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "default: the newest run")
    private Optional<String> id = Optional.empty();

    private int shown;
    private String waited = "";

    @Override
    public Integer call() {
        try (var by = Access.of(globals.home())) {
            var output = globals.output();
            var run = RunCommand.find(by.state(), id);
            while (true) {
                var until = tell(output, run);
                if (!run.active()) {
                    return end(output, run);
                }
                waiting(output, by, run);
                by.mirror().follow(by.hub(), patience(until));
                run = RunCommand.find(by.mirror().state(), Optional.of(run.id().value()));
            }
        }
    }

    private static Instant now() {
        return WallClock.real().instant();
    }

    /// The rounds about which all is known, in order.
    ///
    /// @return until when more about the next one may come
    private Optional<Instant> tell(Output output, Run run) {
        for (var round : run.rounds().tailMap(shown, false).values()) {
            if (!RoundText.settled(run, round, now().minus(LATE))) {
                return RoundText.until(run, round);
            }
            output.say(RoundText.line(run, round));
            output.event("round", fields -> RoundText.put(fields, run, round));
            shown = round.number();
        }
        return Optional.empty();
    }

    /// Not past the time after which an evaluation comes no more.
    private static Duration patience(Optional<Instant> until) {
        return until.map(u -> Duration.between(now(), u.plus(LATE).plusMillis(1)))
                .filter(left -> left.compareTo(WAIT) < 0)
                .map(left -> left.isNegative() ? Duration.ZERO : left)
                .orElse(WAIT);
    }

    /// What a run that has no round open waits for, whenever that is another thing than before.
    private void waiting(Output output, Access by, Run run) {
        boolean open =
                run.round()
                        .filter(r ->
                                r instanceof RoundState.Collecting
                                        || r instanceof RoundState.Folding)
                        .isPresent();
        if (open) {
            waited = "";
            return;
        }
        var now = waitingFor(by, run);
        if (now.isPresent() && !now.get().text().equals(waited)) {
            waited = now.get().text();
            output.progress(waited);
            output.event("waiting", fields -> now.get().put(fields, run));
        }
    }

    /// Empty where the hub can't say who is there.
    private static Optional<Waiting> waitingFor(Access by, Run run) {
        try {
            return Optional.of(Waiting.of(by, run, now()));
        } catch (FoedusException e) {
            return Optional.empty();
        }
    }

    private static int end(Output output, Run run) {
        var why = RunShowCommand.reason(run);
        output.say(
                run.id()
                        + " "
                        + run.status().label()
                        + why.map(w -> ": " + w).orElse("")
                        + ", model "
                        + run.model());
        output.event(
                "run-ended",
                fields -> {
                    fields.put("run", run.id().value()).put("status", run.status().label());
                    why.ifPresent(w -> fields.put("reason", w));
                    fields.put("model", run.model().hex());
                });
        return run.status() instanceof RunStatus.Finished ? 0 : 1;
    }
}
