package org.foedus.audit;

import java.io.ByteArrayInputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.foedus.core.aggregate.ServerOptimizer;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Governance;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Registrar;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Conductor;
import org.foedus.core.run.Move;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.fold.FoldFiles;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.protocol.safetensors.DType;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorInfo;

/// A small alliance and its ledger, told step by step with keys, times and numbers that are always
/// the same. It appends what it is told, legal or not: a hub that cheats is a story told wrongly.
final class Story {
    static final RunId RUN = new RunId("lenet");
    static final List<String> MEMBERS = List.of("alba", "boreas", "cirrus");
    private static final int PARAMETERS = 1000;

    final TestKey hub = TestKey.named("hub");
    final List<Bytes> entries = new ArrayList<>();
    final MerkleTree tree = new MerkleTree();
    final SortedMap<Sha256, byte[]> blobs = new TreeMap<>();
    final SortedMap<Sha256, Body> bodies = new TreeMap<>();
    private final SortedMap<PublicKey, Long> sequences = new TreeMap<>();
    AllianceState state = AllianceState.empty();
    Instant now = Instant.parse("2026-03-01T09:00:00Z");

    /// The whole story: founded, three members, a run of three rounds, finished.
    static Story whole() {
        var story = new Story();
        story.alliance();
        story.startRun();
        MEMBERS.forEach(m -> story.consent(m, Claim.Decision.GRANTED));
        for (int round = 1; round <= 3; round++) {
            story.round(round);
        }
        story.finish();
        return story;
    }

    void alliance() {
        found();
        for (var member : MEMBERS) {
            apply(member);
            for (var voter : state.electorate()) {
                vote(voter.value(), member, Choice.YES);
            }
            admit(member);
        }
        mandate();
    }

    void round(int round) {
        open(round);
        MEMBERS.forEach(m -> train(m, round));
        close(round, included(MEMBERS), new TreeMap<>());
        publish(round);
        evaluate(round);
    }

    static TestKey org(String member) {
        return TestKey.named(member);
    }

    static TestKey nodeKey(String member) {
        return TestKey.named(member + "-node");
    }

    static NodeId node(String member) {
        return new NodeId(member + "-node");
    }

    static SortedSet<NodeId> included(List<String> members) {
        var nodes = new TreeSet<NodeId>();
        members.forEach(m -> nodes.add(node(m)));
        return nodes;
    }

    void found() {
        found(Optional.empty());
    }

    void found(Optional<Governance> governance) {
        var charter =
                new Charter(
                        "Tidal Alliance",
                        new MemberId("alba"),
                        new AdmissionRule(0.5, 0.5),
                        Charter.MandateIssuers.LEAD,
                        List.of(),
                        governance);
        append(new Entry.Founded(now, charter, hub.publicKey(), Bytes.utf8("nonce").sha256()));
        append(new Entry.HubAddresses(now, List.of("https://hub.example.org:8443")));
    }

    void apply(String member) {
        apply(member, nodeKey(member));
    }

    void apply(String member, TestKey nodeKey) {
        var secret = Bytes.utf8("secret of " + member).sha256();
        claim(
                hub,
                h ->
                        new Claim.Invite(
                                h,
                                secret,
                                now.plus(Duration.ofDays(7)),
                                Optional.of(new MemberId(member)),
                                MemberClass.FULL));
        var body =
                Body.of(
                        Bytes.of(Bytes.utf8("salt of " + member).sha256().bytes()),
                        Bytes.utf8("office@" + member + ".example"),
                        new TreeSet<>(List.of("operator", "subject:" + member)));
        bodies.put(body.digest(), body);
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(node(member), nodeKey.publicKey());
        claim(
                org(member),
                h ->
                        new Claim.Apply(
                                h,
                                secret,
                                new MemberId(member),
                                "Association " + member,
                                "XX",
                                nodes,
                                Optional.of(body.digest())));
    }

    void vote(String voter, String applicant, Choice choice) {
        claim(org(voter), h -> new Claim.Vote(h, new MemberId(applicant), choice));
    }

    void admit(String member) {
        append(decision(new Entry.Admitted(now, new MemberId(member), "ballots")));
    }

    /// A decision in the words of an honest hub, where that one would decide the same.
    Entry decision(Entry made) {
        return Registrar.next(state, now)
                .filter(due ->
                        due.getClass() == made.getClass()
                                && (!(due instanceof Entry.Decided d)
                                        || made instanceof Entry.Decided m
                                                && d.outcome() == m.outcome()))
                .orElse(made);
    }

    void mandate() {
        claim(
                org("alba"),
                h ->
                        new Claim.PublishMandate(
                                h,
                                new MandateId("tides"),
                                "Tides",
                                "A model of tides.",
                                new MemberId("alba"),
                                now.plus(Duration.ofDays(90)),
                                List.of()));
    }

    static RunPlan plan() {
        return new RunPlan(
                new MandateId("tides"),
                "Forecast tides",
                new RunPlan.Model("mlp", 7),
                "tides",
                3,
                new RunPlan.Training(20, 32, 0.02, 0.9, 0, RunPlan.Schedule.COSINE, 0),
                new RunPlan.Aggregation(RunPlan.Rule.FEDAVG, RunPlan.Weighting.EXAMPLES, 10_000),
                new ServerOptimizer(ServerOptimizer.Kind.FEDAVGM, 1, 0.5),
                new RunPlan.Cohort(
                        2, 3, Duration.ofSeconds(30), Optional.of(RunPlan.Acceptance.ACCEPTED)),
                new RunPlan.RoundTimes(Duration.ofMinutes(5), 2, Duration.ofSeconds(20)),
                new RunPlan.Evaluation(node("alba"), "held-out", Duration.ofMinutes(5)),
                new TreeSet<>(List.of(new MemberId("boreas"))),
                new RunPlan.Limits(Duration.ofMinutes(5), 3),
                42);
    }

    void startRun() {
        startRun(plan());
    }

    void startRun(RunPlan written) {
        var model = tensors(1);
        var plan = written.startingFrom(keep(model), model.length);
        claim(org("alba"), h -> new Claim.StartRun(h, RUN, plan, ClaimCodec.planDigest(plan)));
    }

    void consent(String member, Claim.Decision decision) {
        claim(
                nodeKey(member),
                h ->
                        new Claim.Consent(
                                h,
                                RUN,
                                run().planDigest(),
                                decision,
                                "owner",
                                "as the owner says",
                                decision == Claim.Decision.GRANTED
                                        ? run().plan().cohort().revealsUpdates()
                                        : Optional.empty()));
    }

    void open(int round) {
        open(round, included(MEMBERS), run().model());
    }

    void open(int round, SortedSet<NodeId> cohort, Sha256 base) {
        append(
                new Entry.RoundOpened(
                        now, RUN, round, base, cohort, now.plus(plan().round().deadline())));
    }

    void train(String member, int round) {
        var delta = tensors(100L * round + MEMBERS.indexOf(member));
        claim(
                nodeKey(member),
                h ->
                        new Claim.WorkDone(
                                h,
                                WorkItemId.of(RUN, round, WorkItem.Kind.TRAIN, node(member)),
                                new TreeMap<>(java.util.Map.of("delta", output(delta))),
                                100 + 50L * MEMBERS.indexOf(member),
                                new TreeMap<>(),
                                Optional.empty()));
    }

    Output output(byte[] delta) {
        var chunks = new MerkleTree();
        for (int from = 0; from < delta.length; from += Blobs.CHUNK_BYTES) {
            int to = Math.min(delta.length, from + Blobs.CHUNK_BYTES);
            chunks.append(MerkleTree.leafHash(java.util.Arrays.copyOfRange(delta, from, to)));
        }
        return new Output(keep(delta), chunks.root(), delta.length, Output.DELTA, Output.FP32);
    }

    void close(int round, SortedSet<NodeId> included, SortedMap<NodeId, String> excluded) {
        var honest = Conductor.next(run(), state.nodes(run()), included, now);
        boolean same = honest instanceof Move.Close c && c.included().equals(included);
        append(
                new Entry.RoundClosed(
                        now,
                        RUN,
                        round,
                        included,
                        same ? ((Move.Close) honest).excluded() : excluded));
    }

    /// Folds what the close included and publishes it.
    void publish(int round) {
        publish(round, _ -> {});
    }

    /// Folds what the close included, tampered with before, and publishes it.
    void publish(
            int round, java.util.function.Consumer<SortedMap<NodeId, FoldFiles.Update>> cheat) {
        var closed = (org.foedus.core.round.RoundState.Folding) run().round().orElseThrow();
        var updates = new TreeMap<NodeId, FoldFiles.Update>();
        for (var work : closed.work().values()) {
            if (closed.included().contains(work.item().node())) {
                var claim = work.done().orElseThrow().claim();
                var delta =
                        blob(InvariantViolation.present(claim.outputs().get("delta"), "").sha256());
                updates.put(
                        work.item().node(),
                        new FoldFiles.Update(claim.examples(), MemorySegment.ofArray(delta)));
            }
        }
        cheat.accept(updates);
        var fold =
                FoldFiles.of(
                        plan().aggregation(),
                        plan().serverOptimizer(),
                        MemorySegment.ofArray(blob(run().model())),
                        run().optimizerState().map(s -> MemorySegment.ofArray(blob(s))),
                        updates);
        var model = new byte[(int) fold.bytes()];
        var momentum = new byte[(int) fold.bytes()];
        fold.write(MemorySegment.ofArray(model), Optional.of(MemorySegment.ofArray(momentum)));
        append(
                new Entry.RoundPublished(
                        now,
                        RUN,
                        round,
                        keep(model),
                        model.length,
                        Optional.of(keep(momentum)),
                        new TreeMap<>()));
    }

    void evaluate(int round) {
        var metrics = new TreeMap<String, Double>();
        metrics.put("accuracy", 0.5 + 0.1 * round);
        metrics.put("loss", 1.0 / round);
        claim(
                nodeKey("alba"),
                h ->
                        new Claim.WorkDone(
                                h,
                                WorkItemId.of(RUN, round, WorkItem.Kind.EVALUATE, node("alba")),
                                new TreeMap<>(),
                                500,
                                metrics,
                                Optional.empty()));
    }

    void finish() {
        append(new Entry.RunFinished(now, RUN, run().model()));
    }

    Run run() {
        return InvariantViolation.present(state.runs().get(RUN), "no run yet");
    }

    byte[] blob(Sha256 digest) {
        return InvariantViolation.present(blobs.get(digest), "no blob " + digest);
    }

    Sha256 keep(byte[] blob) {
        var digest = Sha256.of(blob);
        blobs.put(digest, blob);
        return digest;
    }

    void claim(Signer signer, Function<Claim.Header, Claim> claim) {
        long sequence = sequences.merge(signer.publicKey(), 1L, Long::sum);
        var said = claim.apply(new Claim.Header(state.allianceId(), sequence, now));
        append(new Entry.Claimed(now, ClaimCodec.sign(said, signer), said));
    }

    void append(Entry entry) {
        var bytes = EntryCodec.write(entry);
        var leaf = MerkleTree.leafHash(bytes.array());
        state = state.apply(entry, leaf);
        entries.add(bytes);
        tree.append(leaf);
        now = now.plusSeconds(1);
    }

    /// The newest entries were never written.
    void forget(int newest) {
        var kept = List.copyOf(entries.subList(0, entries.size() - newest));
        entries.clear();
        tree.truncate(0);
        state = AllianceState.empty();
        for (var line : kept) {
            var leaf = MerkleTree.leafHash(line.array());
            state = state.apply(EntryCodec.read(line), leaf);
            entries.add(line);
            tree.append(leaf);
        }
    }

    /// Appends what the state could not follow.
    void appendUnapplied(Entry entry) {
        appendUnapplied(EntryCodec.write(entry));
    }

    void appendUnapplied(Bytes entry) {
        entries.add(entry);
        tree.append(MerkleTree.leafHash(entry.array()));
    }

    Checkpoint checkpoint() {
        return new Checkpoint(Checkpoint.originOf(state.allianceId()), tree.size(), tree.root());
    }

    /// The signed note, witnessed by one organisation and one node.
    String note() {
        var checkpoint = checkpoint();
        return checkpoint.sign(hub)
                + checkpoint.cosign("boreas", org("boreas"), now.getEpochSecond())
                + checkpoint.cosign("cirrus-node", nodeKey("cirrus"), now.getEpochSecond());
    }

    Path export(Path folder, boolean updates) {
        return export(folder, updates, true);
    }

    /// @param witnessed whether the checkpoint carries the witnesses' lines
    Path export(Path folder, boolean updates, boolean witnessed) {
        var source =
                new ExportSource(
                        (from, most) ->
                                entries.subList(
                                        (int) from,
                                        (int) Math.min(entries.size(), from + Math.min(most, 7))),
                        witnessed ? note() : checkpoint().sign(hub),
                        digest ->
                                Optional.ofNullable(blobs.get(digest))
                                        .map(ByteArrayInputStream::new),
                        digest -> Optional.ofNullable(bodies.get(digest)));
        return ExportWriter.write(
                        folder,
                        source,
                        new ExportWriter.Options("story 1", updates),
                        Progress.none())
                .folder();
    }

    /// A safetensors file of 1000 parameters in two tensors.
    static byte[] tensors(long seed) {
        var header =
                Safetensors.header(
                        List.of(
                                new TensorInfo("fc.weight", DType.F32, List.of(90L, 11L), 0),
                                new TensorInfo("fc.bias", DType.F32, List.of(10L), 3960)),
                        Collections.emptySortedMap());
        var random = new SplittableRandom(seed);
        var buffer =
                ByteBuffer.allocate(header.length + PARAMETERS * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(header);
        for (int i = 0; i < PARAMETERS; i++) {
            buffer.putFloat((float) random.nextDouble(-1, 1));
        }
        return buffer.array();
    }
}
