package org.foedus.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.DecisionRules;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Rules;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.form.PlanForm;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.store.sql.SqlLedger;

/// A legal ledger of many entries: one member, one run, and a consent that is granted and withdrawn
/// over and over. Each claim is signed; every hundredth is judged by the rules as the hub would.
final class LongLedger {
    private static final int BATCH = 100;
    private static final int JUDGED_EVERY = 1000;
    private static final MemberId MEMBER = new MemberId("br");
    private static final NodeId NODE = new NodeId("br-1");
    private static final RunId RUN = new RunId("run-1");
    private static final MandateId MANDATE = new MandateId("m-1");

    private final SqlLedger ledger;
    private final Signer hub;
    private final Signer organisation;
    private final Signer node;
    private final MerkleTree tree = new MerkleTree();
    private final List<Bytes> waiting = new ArrayList<>();
    private AllianceState state = AllianceState.empty();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final TreeMap<PublicKey, Long> sequences = new TreeMap<>();

    private LongLedger(SqlLedger ledger, Path folder) {
        this.ledger = ledger;
        this.hub = KeyFile.create(folder.resolve("identity.pem"));
        this.organisation = KeyFile.create(folder.resolve("organisation.pem"));
        this.node = KeyFile.create(folder.resolve("node.pem"));
    }

    /// The hub's key in a folder that was written.
    static Signer hub(Path folder) {
        return KeyFile.load(folder.resolve("identity.pem"));
    }

    /// Writes `entries` entries into a new database in `folder`.
    static void write(Path folder, int entries) {
        try (var ledger = SqlLedger.open(folder.resolve("ledger.db"))) {
            var writer = new LongLedger(ledger, folder);
            writer.found();
            writer.start();
            for (int i = 0; writer.state.size() < entries; i++) {
                writer.consent(i % 2 == 0 ? Claim.Decision.GRANTED : Claim.Decision.WITHDRAWN);
            }
            writer.flush();
        }
    }

    private void found() {
        var charter =
                """
                name: Benchmark
                lead: br
                admission: {threshold: 0.5, quorum: 0.5}
                mandates: lead
                founders: []
                """;
        add(
                new Entry.Founded(
                        now,
                        CharterForm.read("charter.yaml", charter.getBytes(StandardCharsets.UTF_8)),
                        hub.publicKey(),
                        Sha256.of(new byte[1])));
        var secret = Sha256.of(new byte[2]);
        claim(
                hub,
                new Claim.Invite(
                        header(hub),
                        secret,
                        now.plusSeconds(3600),
                        Optional.empty(),
                        MemberClass.FULL));
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(NODE, node.publicKey());
        claim(
                organisation,
                new Claim.Apply(
                        header(organisation),
                        secret,
                        MEMBER,
                        "Association br",
                        "BR",
                        nodes,
                        Optional.empty()));
        add(new Entry.Admitted(now, MEMBER, "charter: lead"));
    }

    private void start() {
        claim(
                organisation,
                new Claim.PublishMandate(
                        header(organisation),
                        MANDATE,
                        "A test",
                        "Train.",
                        MEMBER,
                        now.plusSeconds(86_400L * 365),
                        List.of()));
        var plan = plan();
        claim(
                organisation,
                new Claim.StartRun(
                        header(organisation),
                        RUN,
                        plan,
                        ClaimCodec.planDigest(plan),
                        Sha256.of(new byte[3]),
                        4096));
    }

    private static RunPlan plan() {
        var yaml =
                """
                mandate: m-1
                purpose: A test
                model: {architecture: mlp}
                dataset: data
                rounds: 1
                cohort: {min: 2, max: 3, patience: 1s}
                evaluation: {node: br-1, dataset: held-out, deadline: 1s}
                auditors: [br]
                """;
        return PlanForm.read("plan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private void consent(Claim.Decision decision) {
        var digest = java.util.Objects.requireNonNull(state.runs().get(RUN)).planDigest();
        claim(node, new Claim.Consent(header(node), RUN, digest, decision, "owner", "benchmark"));
    }

    private Claim.Header header(Signer signer) {
        now = now.plusMillis(10);
        long sequence = sequences.merge(signer.publicKey(), 1L, Long::sum);
        return new Claim.Header(state.allianceId(), sequence, now);
    }

    private void claim(Signer signer, Claim claim) {
        var envelope = ClaimCodec.sign(claim, signer);
        if (state.size() % JUDGED_EVERY < 10) {
            var verdict = Rules.judge(state, envelope, claim, now);
            if (!(verdict instanceof Verdict.Accepted)) {
                throw new IllegalStateException(claim + ": " + verdict);
            }
        }
        add(new Entry.Claimed(now, envelope, claim));
    }

    private void add(Entry entry) {
        DecisionRules.judge(state, entry)
                .ifPresent(why -> {
                    throw new IllegalStateException(entry + ": " + why);
                });
        var line = EntryCodec.write(entry);
        var leaf = MerkleTree.leafHash(line.array());
        state = state.apply(entry, leaf);
        tree.append(leaf);
        waiting.add(line);
        if (waiting.size() == BATCH) {
            flush();
        }
    }

    private void flush() {
        if (!waiting.isEmpty()) {
            var origin = Checkpoint.originOf(state.allianceId());
            var note = new Checkpoint(origin, tree.size(), tree.root()).sign(hub);
            ledger.append(tree.size() - waiting.size(), List.copyOf(waiting), List.of(), note);
            waiting.clear();
        }
    }
}
