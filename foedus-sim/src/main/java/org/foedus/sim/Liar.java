package org.foedus.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.model.Architectures;

/// A member that sends what it must not, with the key of its own node, and reads what is not for
/// it. Whatever it does, the others go on; what it must not get, the referee sees.
final class Liar {
    private final World world;
    private final People people;
    private final Referee referee;
    private final Signer key;
    private final String node;
    private final Path folder;
    private int thefts;

    Liar(World world, People people, Referee referee, Signer key, String node, Path folder) {
        this.world = world;
        this.people = people;
        this.referee = referee;
        this.key = key;
        this.node = node;
        this.folder = folder;
    }

    /// One lie.
    void lie() {
        var run = referee.state().runs().get(People.RUN);
        if (run == null || !run.active()) {
            return;
        }
        try {
            switch (world.chance().nextInt(5)) {
                case 0 -> othersWork(run);
                case 1 -> brokenUpdate(run, "not safetensors at all, and long enough to matter");
                case 2 -> curious(run);
                case 3 -> steal(run);
                default -> wrongMetrics(run);
            }
        } catch (FoedusException e) {
            world.note("liar: " + e.code());
        }
    }

    private Optional<WorkItem> open(Run run, boolean own) {
        if (!(run.round().orElse(null) instanceof RoundState.Collecting r)) {
            return Optional.empty();
        }
        return r.work().values().stream()
                .filter(Work::open)
                .map(Work::item)
                .filter(i -> i.node().value().equals(node) == own)
                .findFirst();
    }

    /// Answers for someone else.
    private void othersWork(Run run) {
        var item = open(run, false);
        if (item.isPresent()) {
            submit(item.get(), model(run, 0.5f), 10);
        }
    }

    private byte[] model(Run run, float shift) {
        var bytes = Architectures.initialise(ToyEngine.ARCHITECTURE, run.plan().seed() + 1);
        bytes[bytes.length - 1] ^= (byte) (shift > 0 ? 1 : 0);
        return bytes;
    }

    private void brokenUpdate(Run run, String text) {
        var item = open(run, true);
        if (item.isPresent()) {
            var bytes = model(run, 0);
            var garbage = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            System.arraycopy(garbage, 0, bytes, 0, Math.min(garbage.length, bytes.length));
            submit(item.get(), bytes, 10);
        }
    }

    /// Its own work, and numbers that are none.
    private void wrongMetrics(Run run) {
        var item = open(run, true);
        if (item.isPresent()) {
            submit(item.get(), model(run, 0), Long.MAX_VALUE);
        }
    }

    private void submit(WorkItem item, byte[] bytes, long examples) {
        var file = folder.resolve("lie-" + world.chance().nextInt(1 << 20));
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var tree = new MerkleTree();
        tree.append(MerkleTree.leafHash(bytes));
        var digest = Sha256.of(bytes);
        var client = people.as(key);
        try {
            client.upload(file, digest, bytes.length, item.id().value());
        } catch (FoedusException e) {
            world.note("liar upload: " + e.code());
        }
        var outputs = new TreeMap<String, Output>();
        outputs.put(
                "delta", new Output(digest, tree.root(), bytes.length, Output.DELTA, Output.FP32));
        client.submit(
                h ->
                        new Claim.WorkDone(
                                h, item.id(), outputs, examples, new TreeMap<>(), Optional.empty()),
                List.of());
    }

    /// Asks for the updates of the others.
    private void curious(Run run) {
        var client = people.as(key);
        for (var round : run.rounds().values()) {
            for (var work : round.work().values()) {
                var done = work.done();
                if (done.isPresent() && !work.item().node().value().equals(node)) {
                    var delta = done.get().claim().outputs().firstEntry().getValue();
                    client.download(
                            delta.sha256(),
                            delta.bytes(),
                            folder.resolve("stolen-" + delta.sha256()));
                }
            }
        }
    }

    /// Has the lead, who is in on it, start a run from what another node sent, and reads that.
    private void steal(Run run) {
        var theirs =
                run.rounds().values().stream()
                        .flatMap(r -> r.work().values().stream())
                        .filter(w -> !w.item().node().value().equals(node))
                        .flatMap(w -> w.done().stream())
                        .map(d -> d.claim().outputs().firstEntry().getValue())
                        .toList();
        if (theirs.isEmpty()) {
            return;
        }
        var wanted = theirs.get(world.chance().nextInt(theirs.size()));
        var plan = run.plan().startingFrom(wanted.sha256(), wanted.bytes());
        var id = new RunId("stolen-" + ++thefts);
        try {
            people.as(people.organisation(run.startedBy()))
                    .submit(
                            h -> new Claim.StartRun(h, id, plan, ClaimCodec.planDigest(plan)),
                            List.of());
        } catch (FoedusException e) {
            world.note("thief: " + e.code());
        }
        people.as(key)
                .download(
                        wanted.sha256(),
                        wanted.bytes(),
                        folder.resolve("stolen-" + wanted.sha256()));
    }

    /// Lies now and then until `healed`.
    void live(java.util.function.BooleanSupplier healed) {
        while (!healed.getAsBoolean()) {
            lie();
            people.machine().busy(world.between(Duration.ofSeconds(1), Duration.ofSeconds(20)));
        }
    }
}
