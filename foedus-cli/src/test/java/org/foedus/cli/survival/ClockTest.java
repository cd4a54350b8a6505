package org.foedus.cli.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.cli.survival.RealAlliance.HUB;
import static org.foedus.cli.survival.RealAlliance.MEMBERS;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.foedus.audit.Anchors;
import org.foedus.audit.Progress;
import org.foedus.audit.Verifier;
import org.foedus.cli.Processes;
import org.foedus.cli.alliance.Exporting;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.run.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that are wrong about the time by an hour, and are set right while they run.
class ClockTest {
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9-]+T[0-9:]+[0-9:.]*Z(?= at the hub| here)");
    private static final String TIMES =
            "round: {deadline: 3h, quorum: 3}\ncohort: {min: 3, max: 3}";

    @TempDir Path folder;

    private String clock(String name, String offset) throws Exception {
        var file = Files.writeString(folder.resolve("clock-" + name), offset);
        return "-D" + WallClock.OFFSET + "=@" + file;
    }

    @Test
    void nodesAnHourOffAreRefusedByNameAndTakePartOnceTheirClocksAreRight() throws Exception {
        try (var alliance = new RealAlliance(folder.resolve("alliance")).founded()) {
            alliance.with("cn", clock("cn", "PT1H")).with("in", clock("in", "-PT1H"));
            alliance.startNodes();
            alliance.startRun(2, 5, TIMES);
            for (var member : List.of("cn", "in")) {
                alliance.await(
                        member + " is told", () -> alliance.said(member).contains("CLOCK_SKEW"));
                assertThat(alliance.said(member)).contains("clock-skew", "Set the clock");
                var times = times(alliance.said(member));
                assertThat(Duration.between(times.getFirst(), times.getLast()).abs())
                        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
            }
            assertThat(alliance.run().round()).isEmpty();

            clock("cn", "PT0S");
            clock("in", "PT0S");
            alliance.awaitRun("the run", r -> !r.active());
            assertThat(alliance.run().status()).isInstanceOf(RunStatus.Finished.class);
            MEMBERS.forEach(m -> assertThat(alliance.starts(m)).isEqualTo(1));
        }
    }

    /// The two times that a refusal names: the hub's and the node's.
    private static List<Instant> times(String log) {
        var matcher = TIME.matcher(log.substring(log.indexOf("CLOCK_SKEW")));
        var times = new ArrayList<Instant>();
        while (times.size() < 2 && matcher.find()) {
            times.add(Instant.parse(matcher.group()));
        }
        assertThat(times).hasSize(2);
        return times;
    }

    @Test
    void aHubThatWasAnHourAheadGoesOnWithTheSameRunWhenItsClockIsRight() throws Exception {
        try (var alliance = new RealAlliance(folder.resolve("alliance")).founded()) {
            alliance.startNodes();
            alliance.startRun(4, 5, TIMES);
            alliance.awaitRun("the first round", r -> r.published() >= 1);
            alliance.kill(HUB);
            alliance.with(HUB, clock(HUB, "PT1H")).start(HUB);
            alliance.awaitHub();
            alliance.await("the nodes notice", () -> alliance.said("br").contains("CLOCK_SKEW"));
            speakAnHourAhead(alliance);

            clock(HUB, "PT0S");
            alliance.awaitRun("the run", r -> !r.active());
            var run = alliance.run();
            assertThat(run.status()).isInstanceOf(RunStatus.Finished.class);
            assertThat(run.rounds()).as("no round was lost").hasSize(4);
            assertThat(alliance.said(HUB)).contains("clock.was-ahead");
            MEMBERS.forEach(m -> assertThat(alliance.starts(m)).isEqualTo(1));

            var export = folder.resolve("export");
            try (var by = alliance.operator()) {
                Exporting.export(by, export, true, "test", Progress.none());
            }
            var report = Verifier.verify(export, Anchors.none(), Progress.none());
            assertThat(report.problems()).isEmpty();
            assertThat(report.reexecuted()).hasSize(4);
            assertThat(report.notProven().toString()).contains("the hub's clock had been ahead");
        }
    }

    /// The operator invites on the hub's machine, whose clock is wrong as well.
    private void speakAnHourAhead(RealAlliance alliance) throws Exception {
        var command = Processes.command("-D" + WallClock.OFFSET + "=PT1H");
        command.addAll(List.of("invite", "--home", alliance.hubFolder.toString()));
        var out = folder.resolve("invite.log");
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        assertThat(process.waitFor()).as(Processes.text(out)).isZero();
    }
}
