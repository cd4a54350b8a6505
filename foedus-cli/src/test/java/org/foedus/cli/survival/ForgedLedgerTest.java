package org.foedus.cli.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.foedus.cli.Processes;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.signature.Signer;
import org.foedus.hub.Hub;
import org.foedus.hub.HubHome;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EntryCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hub whose operator writes into its ledger what the rules forbid, and signs it. A node follows
/// it over the wire.
class ForgedLedgerTest {
    private static final NodeId BR = new NodeId("br-1");
    private static final NodeId CN = new NodeId("cn-1");
    private static final NodeId IN = new NodeId("in-1");

    @TempDir Path folder;

    private Processes.Ended foedus(String... arguments) throws Exception {
        return Processes.run(folder.resolve("io"), List.of(arguments));
    }

    @Test
    void everyLieOfAHubIsShownOnAMembersMachineAndNothingIsSignedForIt() throws Exception {
        try (var alliance = new RealAlliance(folder.resolve("alliance")).founded()) {
            alliance.startRun(
                    3,
                    5,
                    "round: {deadline: 1h, quorum: 2}\n"
                            + "cohort: {min: 2, max: 3, reveals_updates: accepted}");
            alliance.stop(RealAlliance.HUB);
            long from = Forger.lie(alliance);
            alliance.start(RealAlliance.HUB);
            alliance.awaitHub();
            alliance.start("cn");
            alliance.await(
                    "the alarms",
                    () -> alliance.said("cn").split("hub-broke-rules", -1).length > 4);
            var home = alliance.home("cn").toString();
            shown(home, from);
            assertThat(alliance.said("cn").split("hub-broke-rules", -1)).hasSize(5);
            assertThat(alliance.alive("cn")).isTrue();
            assertThat(alliance.said("cn")).doesNotContain("message\":\"consent ", "work-begun");
            acknowledged(home);
            alliance.await(
                    "the owner's word", () -> alliance.said("cn").contains("alarms-acknowledged"));
        }
    }

    private void shown(String home, long from) throws Exception {
        var status = foedus("status", "--home", home);
        assertThat(status.code()).isEqualTo(1);
        assertThat(status.out())
                .contains("NOT TO BE TRUSTED", "ALARM", "foedus alarms")
                .contains("entry " + from + " (round-opened/1): cohort: in-1: its consent is not")
                .contains("(round-closed/1): excluded: cn-1: its update was accepted")
                .contains("(round-published/1): model_bytes: expected ")
                .contains("found " + (60L << 30))
                .contains("(run-finished/1): expected the newest model")
                .doesNotContain("verified");
        var json = foedus("status", "--json", "--home", home);
        assertThat(json.out()).contains("\"verified\":false", "\"entry\":" + from);
        var doctor = foedus("doctor", "--home", home);
        assertThat(doctor.code()).isEqualTo(4);
        assertThat(doctor.out()).contains("HUB_BROKE_RULES: the hub broke the rules at entry ");
        assertThat(doctor.out()).doesNotContain("verified");
        var alarms = foedus("alarms", "--json", "--home", home);
        assertThat(alarms.code()).isEqualTo(1);
        assertThat(alarms.out()).contains("\"standing\":4");
        var vote = foedus("vote", "--applicant", "nobody", "yes", "--home", home);
        assertThat(vote.code()).isEqualTo(1);
        assertThat(vote.err()).contains("HUB_BROKE_RULES");
    }

    private void acknowledged(String home) throws Exception {
        var seen = foedus("alarms", "--acknowledge", "--home", home);
        assertThat(seen.code()).as(seen.out() + seen.err()).isZero();
        var status = foedus("status", "--home", home);
        assertThat(status.code()).isZero();
        assertThat(status.out())
                .contains("in which the hub broke the rules")
                .doesNotContain("verified");
    }

    /// Appends to a stopped hub's ledger whatever it is told, and signs it as that hub.
    private static final class Forger {
        private final RealAlliance alliance;
        private final HubHome home;
        private final List<Bytes> lines = new ArrayList<>();
        private AllianceState state;
        private Instant at;

        Forger(RealAlliance alliance) {
            this.alliance = alliance;
            this.home = HubHome.open(alliance.hubFolder);
            this.state = Hub.read(home, Instant::now);
            this.at = state.at();
        }

        private Run run() {
            return Optional.ofNullable(state.runs().get(RealAlliance.RUN)).orElseThrow();
        }

        /// A cohort with a node that never consented, an accepted update excluded, another model,
        /// sixty gigabytes.
        ///
        /// @return the first entry that breaks a rule
        static long lie(RealAlliance alliance) {
            var by = new Forger(alliance);
            by.consent("br");
            by.consent("cn");
            long from = by.state.size();
            by.append(
                    new Entry.RoundOpened(
                            by.at,
                            RealAlliance.RUN,
                            1,
                            by.run().model(),
                            new TreeSet<>(List.of(BR, CN, IN)),
                            by.at.plus(Duration.ofHours(1))));
            by.train("br", BR);
            by.train("cn", CN);
            by.train("in", IN);
            by.close();
            by.append(
                    new Entry.RoundPublished(
                            by.at,
                            RealAlliance.RUN,
                            1,
                            Sha256.of(new byte[] {7}),
                            60L << 30,
                            Optional.of(Sha256.of(new byte[] {8})),
                            new TreeMap<>()));
            by.append(new Entry.RunFinished(by.at, RealAlliance.RUN, by.run().initialModel()));
            by.write();
            return from;
        }

        private void consent(String member) {
            claim(
                    alliance.node(member).nodeKey(),
                    h ->
                            new Claim.Consent(
                                    h,
                                    RealAlliance.RUN,
                                    run().planDigest(),
                                    Claim.Decision.GRANTED,
                                    "owner",
                                    "",
                                    run().plan().cohort().revealsUpdates()));
        }

        private void train(String member, NodeId node) {
            var digest = Sha256.of(member.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            var outputs = new TreeMap<String, Output>();
            outputs.put(
                    "delta",
                    new Output(digest, digest, run().modelBytes(), Output.DELTA, Output.FP32));
            if (!run().consented(node)) {
                // It never said anything.
                return;
            }
            claim(
                    alliance.node(member).nodeKey(),
                    h ->
                            new Claim.WorkDone(
                                    h,
                                    WorkItemId.of(RealAlliance.RUN, 1, WorkItem.Kind.TRAIN, node),
                                    outputs,
                                    100,
                                    new TreeMap<>(),
                                    Optional.empty()));
        }

        private void close() {
            var excluded = new TreeMap<NodeId, String>();
            excluded.put(CN, "no update in time");
            excluded.put(IN, "no update in time");
            append(
                    new Entry.RoundClosed(
                            at, RealAlliance.RUN, 1, new TreeSet<>(List.of(BR)), excluded));
        }

        private void claim(Signer key, Function<Claim.Header, Claim> claim) {
            var last = state.lastClaims().get(key.publicKey());
            long sequence = last == null ? 1 : last.sequence() + 1;
            var said = claim.apply(new Claim.Header(state.allianceId(), sequence, at));
            append(new Entry.Claimed(at, ClaimCodec.sign(said, key), said));
        }

        private void append(Entry entry) {
            var line = EntryCodec.write(entry);
            state = state.apply(entry, MerkleTree.leafHash(line.array()));
            lines.add(line);
            at = at.plusMillis(1);
        }

        private void write() {
            try (var ledger = home.openLedger()) {
                ledger.takeLead("forger");
                long size = ledger.size();
                var tree = new MerkleTree();
                for (long i = 0; i < size; i = tree.size()) {
                    ledger.read(i, 1000).forEach(l -> tree.append(MerkleTree.leafHash(l.array())));
                }
                lines.forEach(l -> tree.append(MerkleTree.leafHash(l.array())));
                var note =
                        new Checkpoint(
                                        Checkpoint.originOf(state.allianceId()),
                                        tree.size(),
                                        tree.root())
                                .sign(home.identity());
                ledger.append(size, lines, List.of(), note);
            }
        }
    }
}
