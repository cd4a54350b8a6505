package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.foedus.cli.alliance.Access;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.communique.Communique;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.vote.Proposal;
import org.foedus.hub.read.Reads;
import org.foedus.hub.read.WorkReads;
import org.foedus.node.home.NodeHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The demo that goes on: an alliance with a history, and the lead's console open.
class LivingDemoTest {
    private static final long PATIENCE_MINUTES = 4;

    @TempDir Path folder;

    @Test
    void anAllianceLivesOnAndItsLeadHasThingsToDecide() throws Exception {
        var home = folder.resolve("demo");
        var line =
                new ArrayList<>(
                        List.of("demo", "--nodes", "3", "--rounds", "2", "--engine", "plain"));
        line.addAll(List.of("--model", "mlp", "--json", "--keep", "--folder", home.toString()));
        var io = folder.resolve("io");
        var process = Processes.start(io, line);
        try {
            var deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
            while (process.isAlive()
                    && !Processes.text(io.resolve("out")).contains("\"console\"")
                    && System.nanoTime() < deadline) {
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
            var out = Processes.text(io.resolve("out"));
            assertThat(out).as(Processes.text(io.resolve("err"))).contains("\"console\"");
            var last = JsonMapper.shared().readTree(out.lines().toList().getLast());
            assertThat(last.path("url").asString()).startsWith("http://foedus-");
            lookedAt(home.resolve("members").resolve("brazil"));
        } finally {
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (Processes.naming(home) > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(Processes.naming(home)).isZero();
    }

    private static void lookedAt(Path lead) {
        try (var by = Access.organisation(NodeHome.open(lead))) {
            var state = by.state();
            var now = Instant.now();
            nothingIsEmpty(new Reads(state, _ -> fail(), now, true));
            boards(state, now);
            assertThat(state.runs().values().stream().map(r -> r.status().label()))
                    .contains("finished", "stopped", "active");
            assertThat(state.runs().values().stream().filter(Run::active).map(Run::id))
                    .containsExactly(new RunId("census-1"));
            assertThat(state.proposals().values().stream().map(Proposal::outcome))
                    .contains(
                            Proposal.Outcome.OPEN,
                            Proposal.Outcome.PASSED,
                            Proposal.Outcome.REJECTED);
            assertThat(state.communiques().values().stream().map(Communique::status))
                    .contains(Communique.Status.PUBLISHED, Communique.Status.WITHDRAWN);
            assertThat(Inbox.of(state, new MemberId("brazil"), now).stream().map(Inbox.Item::kind))
                    .contains(
                            Inbox.Kind.VOTE_ON_APPLICANT,
                            Inbox.Kind.VOTE_ON_PROPOSAL,
                            Inbox.Kind.SIGN_PARTNERSHIP,
                            Inbox.Kind.ANSWER_EXTENSION,
                            Inbox.Kind.CHECK_REPORT,
                            Inbox.Kind.DECIDE_ON_RUN);
        }
    }

    private static void nothingIsEmpty(Reads reads) {
        assertThat(reads.members()).isNotEmpty();
        assertThat(reads.applications()).hasSizeGreaterThan(reads.members().size());
        assertThat(reads.proposals()).hasSizeGreaterThan(3);
        assertThat(reads.partnerships()).hasSizeGreaterThan(1);
        assertThat(reads.programmes()).hasSizeGreaterThan(1);
        assertThat(reads.communiques()).hasSizeGreaterThan(3);
        var work = new WorkReads(reads);
        assertThat(work.mandates()).hasSizeGreaterThan(10);
        assertThat(work.runs()).hasSizeGreaterThan(4);
        assertThat(work.models()).hasSizeGreaterThan(2);
    }

    private static void boards(AllianceState state, Instant now) {
        var statuses =
                state.mandates().values().stream()
                        .map(Mandate::status)
                        .collect(
                                Collectors.toCollection(() -> EnumSet.noneOf(MandateStatus.class)));
        assertThat(statuses).isEqualTo(EnumSet.allOf(MandateStatus.class));
        assertThat(state.mandates().values()).anyMatch(m -> m.overdue(now));
    }
}
