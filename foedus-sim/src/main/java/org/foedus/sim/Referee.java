package org.foedus.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Party;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.fold.FoldFiles;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/// Watches everything that becomes durable and everything that is said, and holds it against rules
/// of its own: it asks neither [org.foedus.core.alliance.Rules] nor the conductor.
///
/// What must hold after every event: what was acknowledged is in the ledger; nobody is counted
/// twice; sequences and round numbers only grow; a withdrawn consent is not used; a round closes
/// with members enough; below the minimum nothing is published; a published model is the fold of
/// exactly the included updates; the ledger fits every checkpoint that anyone was ever shown; no
/// blob goes to one who may not read it, by what it is and whatever it was used for ([Readership]);
/// every decision is what [Recount] makes of the votes; what is a partnership's stays there
/// ([Pacts]).
final class Referee {
    private final MerkleTree tree = new MerkleTree();
    private final Map<Long, Sha256> claims = new HashMap<>();
    private final Map<Sha256, Long> acknowledged = new HashMap<>();
    private final Map<PublicKey, Long> sequences = new HashMap<>();
    private final Set<Sha256> payloads = new HashSet<>();
    private final Set<WorkItemId> counted = new TreeSet<>();
    private final Map<String, Boolean> consents = new TreeMap<>();
    private final Ability ability = new Ability();
    private final Map<String, SortedMap<NodeId, Claim.WorkDone>> updates = new TreeMap<>();
    private final Map<RunId, Integer> lastRound = new TreeMap<>();
    private final Map<String, Set<NodeId>> included = new TreeMap<>();
    private final Map<String, PublicKey> tokens = new HashMap<>();
    private final TreeMap<Long, Sha256> shown = new TreeMap<>();
    private final Recount recount = new Recount();
    private final Pacts pacts = new Pacts();
    private final Readership readership = new Readership(pacts);
    private Instant newest = Instant.MIN;
    private AllianceState state = AllianceState.empty();
    private final World world;
    private @Nullable BlobDisk blobs;
    private @Nullable PublicKey hub;
    private final java.util.TreeSet<Long> spoken = new java.util.TreeSet<>();
    private boolean lied;
    private long published;
    private int minimum;

    Referee(World world) {
        this.world = world;
    }

    void watch(BlobDisk disk, PublicKey hubKey) {
        blobs = disk;
        hub = hubKey;
    }

    /// No round of the first run may be published with fewer updates; none of another with one.
    void expectAtLeast(int updates) {
        minimum = updates;
    }

    /// The alliance as the durable ledger tells it.
    AllianceState state() {
        return state;
    }

    long size() {
        return tree.size();
    }

    long roundsPublished() {
        return published;
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw violated(what);
        }
    }

    /// Stops the world, also where whoever called catches what is thrown.
    private Violation violated(String what) {
        var violation = new Violation(what);
        world.broken(violation);
        return violation;
    }

    /// Entries and their checkpoint have become durable.
    void durable(List<Bytes> entries, String note) {
        for (var line : entries) {
            var entry = EntryCodec.read(line);
            require(!entry.at().isBefore(newest), "entry " + size() + " goes back in time");
            newest = entry.at();
            if (!lied) {
                judge(entry);
                govern(entry);
            }
            note(entry);
            var leaf = MerkleTree.leafHash(line.array());
            state = state.apply(entry, leaf);
            tree.append(leaf);
        }
        shown(note);
        require(
                Checkpoint.parse(note).size() == size(),
                "the checkpoint of " + size() + " entries names another size");
    }

    /// The hub wrote what the rules forbid, and signed it. From now on nothing is demanded of its
    /// entries, but of every mirror that is shown them that it raises the alarm.
    void forged(List<Bytes> entries, String note) {
        lied = true;
        durable(entries, note);
    }

    /// Whether every one of these nodes' mirrors keeps an alarm with these words.
    boolean alarmed(List<NodeHost> nodes, String words) {
        return lied && nodes.stream().allMatch(n -> n.mirror().alarms().contains(words));
    }

    /// How many of the entries `from` to `to` (exclusive) are claims of nodes.
    long claimedByNodes(long from, long to) {
        return spoken.subSet(from, to).size();
    }

    private void note(Entry entry) {
        if (entry instanceof Entry.Claimed c
                && state.parties().get(c.envelope().key()) instanceof Party.Agent) {
            spoken.add(size());
        }
    }

    private void govern(Entry entry) {
        try {
            recount.entry(entry, state);
            pacts.entry(entry, state);
            readership.entry(entry, state);
            if (entry instanceof Entry.RoundOpened opened) {
                for (var node : opened.cohort()) {
                    var member = memberOf(node);
                    require(
                            recount.active(member),
                            node + " is asked and its member is not active");
                    require(
                            pacts.bound(opened.run(), member),
                            node + " is asked and stands outside the partnership");
                }
            }
        } catch (Violation e) {
            world.broken(e);
            throw e;
        }
    }

    private MemberId memberOf(NodeId node) {
        for (var member : state.members().values()) {
            if (member.nodes().containsKey(node)) {
                return member.id();
            }
        }
        throw violated(node + " is nobody's");
    }

    /// Decisions that were made again.
    long decided() {
        return recount.decided();
    }

    /// The hub has run for a while: what is due must be decided.
    void settled(Instant now) {
        recount.nothingIsOverdue(now);
    }

    private void judge(Entry entry) {
        switch (entry) {
            case Entry.Claimed e -> claimed(e);
            case Entry.RoundOpened e -> {
                int last = lastRound.getOrDefault(e.run(), 0);
                require(e.round() > last, "round " + e.round() + " comes after round " + last);
                lastRound.put(e.run(), e.round());
                e.cohort().forEach(n -> requireConsent(e.run(), n, "asked"));
                e.cohort()
                        .forEach(n ->
                                require(
                                        ability.mayBeAsked(e, n),
                                        n + " is asked and said that it can't"));
            }
            case Entry.RoundClosed e -> {
                var arrived = updates.getOrDefault(key(e.run(), e.round()), new TreeMap<>());
                for (var node : e.included()) {
                    require(arrived.containsKey(node), node + " is included and sent nothing");
                    requireConsent(e.run(), node, "included");
                }
                requireCrowd(e);
                included.put(key(e.run(), e.round()), e.included());
            }
            case Entry.RoundPublished e -> published(e);
            default -> {
                // decided by rules that other tests hold
            }
        }
    }

    /// Below three members someone can compute another's update: only a plan that says so goes
    /// there.
    private void requireCrowd(Entry.RoundClosed e) {
        var run = state.runs().get(e.run());
        if (run == null) {
            throw violated("round " + e.round() + " is closed and has no run");
        }
        var cohort = run.plan().cohort();
        int least = cohort.revealsUpdates().isPresent() ? cohort.min() : Math.max(3, cohort.min());
        long crowd = e.included().stream().map(this::memberOf).distinct().count();
        require(
                crowd >= least,
                "round " + e.round() + " is closed with the updates of " + crowd + " members");
    }

    private void requireConsent(RunId run, NodeId node, String what) {
        require(
                consents.getOrDefault(run + "/" + node, false),
                node + " is " + what + " in " + run + " without its consent");
    }

    private static String key(RunId run, int round) {
        return run + "/" + round;
    }

    private void claimed(Entry.Claimed e) {
        var signer = e.envelope().key();
        var payload = id(e.envelope());
        require(payloads.add(payload), "a claim is in the ledger twice: entry " + size());
        long sequence = e.claim().header().sequence();
        require(
                sequence > sequences.getOrDefault(signer, 0L),
                "a claim of an older sequence counts: entry " + size());
        sequences.put(signer, sequence);
        claims.put(size(), payload);
        switch (e.claim()) {
            case Claim.Consent c -> {
                boolean granted = c.decision() == Claim.Decision.GRANTED;
                var run = state.runs().get(c.run());
                require(
                        !granted
                                || run == null
                                || run.plan().cohort().min() >= 3
                                || c.revealsUpdates().isPresent(),
                        nodeOf(signer) + " consents to a small cohort and does not say so");
                consents.put(c.run() + "/" + nodeOf(signer), granted);
            }
            case Claim.Readiness c -> ability.said(c, nodeOf(signer));
            case Claim.WorkDeclined c -> ability.declined(c);
            case Claim.WorkDone c -> {
                require(counted.add(c.work()), "work item " + c.work() + " is counted twice");
                require(
                        nodeOf(signer).equals(c.work().node().value()),
                        "work item " + c.work() + " is answered by " + nodeOf(signer));
                ability.done(c);
                updates.computeIfAbsent(key(c.work().run(), c.work().round()), _ -> new TreeMap<>())
                        .put(c.work().node(), c);
            }
            default -> {
                // nothing is counted
            }
        }
    }

    /// Two members may say the same at the same moment.
    private static Sha256 id(Envelope envelope) {
        return Sha256.of(envelope.key().raw(), envelope.payload().array());
    }

    private String nodeOf(PublicKey key) {
        return state.parties().get(key) instanceof Party.Agent agent
                ? agent.node().value()
                : "nobody";
    }

    private void published(Entry.RoundPublished e) {
        published++;
        var run = state.runs().get(e.run());
        var in = included.get(key(e.run(), e.round()));
        if (run == null || in == null) {
            throw violated("round " + e.round() + " is published and was never closed");
        }
        require(
                in.size() >= (e.run().equals(People.RUN) ? minimum : 2),
                "round " + e.round() + " is published with " + in.size() + " updates");
        try (var arena = Arena.ofConfined()) {
            var files = new TreeMap<NodeId, FoldFiles.Update>();
            var arrived = updates.getOrDefault(key(e.run(), e.round()), new TreeMap<>());
            for (var node : in) {
                var claim = arrived.get(node);
                if (claim == null) {
                    throw violated(node + " is included and sent nothing");
                }
                var delta = claim.outputs().firstEntry().getValue().sha256();
                files.put(
                        node, new FoldFiles.Update(claim.examples(), bytes(delta, "delta", arena)));
            }
            var again = again(run, files, arena);
            require(
                    again.model().equals(e.model())
                            && again.optimizerState().equals(e.optimizerState()),
                    "round " + e.round() + " is not the fold of " + in);
            bytes(e.model(), "published model", arena);
        }
    }

    private FoldFiles.Digests again(
            Run run, SortedMap<NodeId, FoldFiles.Update> files, Arena arena) {
        return FoldFiles.of(
                        run.plan().aggregation(),
                        run.plan().serverOptimizer(),
                        bytes(run.model(), "base", arena),
                        run.optimizerState().map(s -> bytes(s, "optimizer state", arena)),
                        files)
                .digests();
    }

    private MemorySegment bytes(Sha256 digest, String what, Arena arena) {
        var content = Optional.ofNullable(blobs).flatMap(b -> b.durable(digest));
        return arena.allocateFrom(
                ValueLayout.JAVA_BYTE,
                content.orElseThrow(
                        () -> violated("the " + what + " is published and not on disk")));
    }

    /// Someone was shown a checkpoint, or kept one.
    void shown(String note) {
        if (note.isEmpty()) {
            return;
        }
        var checkpoint = hub == null ? Checkpoint.parse(note) : Checkpoint.open(note, hub);
        require(
                checkpoint.size() <= size()
                        && tree.root(checkpoint.size()).equals(checkpoint.root()),
                "a checkpoint of " + checkpoint.size() + " entries does not fit the ledger");
        shown.put(checkpoint.size(), checkpoint.root());
    }

    /// A hub came back: what it has on its disk must hold all that was promised.
    void restarted(LedgerDisk disk) {
        require(disk.durable().size() == size(), "the ledger lost entries in a crash");
        acknowledged.forEach((payload, index) ->
                require(
                        payload.equals(claims.get(index)),
                        "the acknowledged claim of entry " + index + " is lost"));
        shown.forEach(
                (size, root) -> require(tree.root(size).equals(root), "the ledger was rewritten"));
    }

    /// The hub answered a request.
    void answered(Call call, Reply reply) {
        if (reply.status() >= 300) {
            return;
        }
        var route = call.route();
        if (route.equals(Api.PREFIX + "/claims") || route.equals(Api.PREFIX + "/applications")) {
            var answer = Json.read(reply.body().array(), Api.ClaimAnswer.class);
            answer.index().ifPresent(index -> acknowledged(envelope(call), index));
        } else if (route.equals(Api.PREFIX + "/session")) {
            var session = Json.read(reply.body().array(), Api.Session.class);
            tokens.put(session.token(), EnvelopeCodec.read(call.body().array()).key());
        } else if (route.equals(Api.PREFIX + "/ledger/checkpoint")) {
            shown(reply.body().utf8());
        } else if (route.startsWith(Api.PREFIX + "/blobs/sha256/")) {
            served(call, new Sha256(route.substring(route.lastIndexOf('/') + 1)));
        }
    }

    private static Envelope envelope(Call call) {
        var tree = Json.tree(call.body().array());
        return EnvelopeCodec.read(Json.write(tree.path("envelope")));
    }

    private void acknowledged(Envelope envelope, long index) {
        var payload = id(envelope);
        require(
                payload.equals(claims.get(index)),
                "a claim is acknowledged as entry " + index + " and is not durable there");
        acknowledged.put(payload, index);
    }

    private void served(Call call, Sha256 digest) {
        var token = call.headers().getOrDefault("authorization", "").replace("Bearer ", "");
        var reader = tokens.get(token);
        if (reader == null) {
            throw violated("a blob went to someone who never signed in");
        }
        if (reader.equals(hub)) {
            return;
        }
        require(
                readership.mayRead(digest, memberOf(reader)),
                "a blob went to " + memberOf(reader) + ", who may not read it: " + digest);
    }

    private Optional<MemberId> memberOf(PublicKey key) {
        return Optional.ofNullable(state.parties().get(key)).flatMap(Party::of);
    }
}
