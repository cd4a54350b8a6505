package org.foedus.link.mirror;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.ForkEvidence;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.link.hub.HubClient;
import org.foedus.protocol.chain.Chain;

/// A member's copy of the ledger in a folder.
///
/// The first process that opens a folder writes to it. Others, and a second opening in the same
/// process, start from what is on disk and follow in memory only, until the first is gone: then one
/// of them writes.
public final class Mirror implements AutoCloseable {
    private final MirrorFiles folder;
    private final ReentrantLock turn = new ReentrantLock();
    private final PublicKey hub;
    private final InstantSource clock;
    private final Alarms alarms;
    private Chain chain;
    private volatile Verified verified;
    private long cosigned;

    /// Whether the chain may be ahead of what is verified, because to rewind it failed, too.
    private boolean torn;

    /// What is known and proven; replaced as a whole.
    ///
    /// @param root of the entries' tree
    /// @param note the checkpoint's, as it came
    private record Verified(AllianceState state, Sha256 root, Optional<String> note) {
        static Verified of(Chain chain, Optional<String> note) {
            return new Verified(chain.state(), chain.tree().root(), note);
        }

        Optional<Checkpoint> checkpoint() {
            return note.map(Checkpoint::parse);
        }
    }

    private Mirror(
            MirrorFiles folder,
            PublicKey hub,
            InstantSource clock,
            Chain chain,
            Optional<String> note) {
        this.folder = folder;
        this.hub = hub;
        this.clock = clock;
        this.alarms = new Alarms(folder, clock);
        this.chain = chain;
        this.verified = Verified.of(chain, note);
    }

    public static Mirror open(Path folder, PublicKey hub) {
        return open(folder, hub, InstantSource.system());
    }

    /// Opens or begins a mirror and replays what it holds. Entries past the checkpoint, such as a
    /// last line that a crash tore, are cut off.
    ///
    /// @param hub the hub's identity key
    /// @throws FoedusException `VERIFICATION_FAILED` when what is on disk is damaged
    public static Mirror open(Path folder, PublicKey hub, InstantSource clock) {
        return open(MirrorFolder.open(folder), hub, clock);
    }

    /// The same over files of the caller's, which are closed with the mirror.
    public static Mirror open(MirrorFiles files, PublicKey hub, InstantSource clock) {
        try {
            var note = files.checkpoint();
            var checkpoint = note.map(n -> Checkpoint.open(n, hub));
            var chain = replay(files, hub, checkpoint.map(Checkpoint::size).orElse(0L));
            checkpoint.ifPresent(c -> requireRoot(files, chain, c));
            return new Mirror(files, hub, clock, chain, note);
        } catch (FoedusException e) {
            files.close();
            throw e;
        }
    }

    private static Chain replay(MirrorFiles files, PublicKey hub, long size) {
        var chain = new Chain(Optional.of(hub));
        files.replay(size, chain::replay);
        return chain;
    }

    private static void requireRoot(MirrorFiles files, Chain chain, Checkpoint checkpoint) {
        if (!chain.tree().root().equals(checkpoint.root()) || !originFits(chain, checkpoint)) {
            throw files.damaged(
                    checkpoint.size() - 1,
                    checkpoint.size(),
                    "or at one before it: the entries have the root "
                            + chain.tree().root()
                            + ", the checkpoint "
                            + checkpoint.root(),
                    null);
        }
    }

    private static boolean originFits(Chain chain, Checkpoint checkpoint) {
        return chain.size() == 0
                || checkpoint.origin().equals(Checkpoint.originOf(chain.state().allianceId()));
    }

    /// The state that the verified entries make.
    public AllianceState state() {
        return verified.state();
    }

    /// Number of verified entries.
    public long size() {
        return state().size();
    }

    /// The newest verified checkpoint.
    public Optional<Checkpoint> checkpoint() {
        return verified.checkpoint();
    }

    /// The note of the newest verified checkpoint, as it came.
    public Optional<String> note() {
        return verified.note();
    }

    /// What another member's checkpoint says beside this copy. Evidence of a fork is kept in the
    /// mirror's folder.
    ///
    /// @throws FoedusException `BAD_FORMAT`, `BAD_SIGNATURE` if it is not this hub's,
    ///   `WRONG_ALLIANCE`
    public Comparison compare(String note) {
        turn.lock();
        try {
            mend();
            var other = Checkpoint.open(note, hub);
            if (chain.size() > 0 && !originFits(chain, other)) {
                throw new FoedusException(
                        ErrorCode.WRONG_ALLIANCE,
                        "the checkpoint is of another ledger, " + other.origin());
            }
            if (other.size() > chain.size()) {
                return new Comparison.Newer(other, chain.size());
            }
            if (chain.tree().root(other.size()).equals(other.root())) {
                return new Comparison.Same(other, chain.size());
            }
            var what = "another member holds a checkpoint of another history";
            var kept = note().orElse("");
            var evidence = ForkEvidence.of(what, kept, note, chain.tree());
            var at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            var place = folder.keepEvidence("fork", at, evidence.text());
            if (chain.state().recovery().isEmpty()) {
                // A recovery may have left the other's end behind by the members' own word.
                var here = chain.tree().root(other.size());
                alarms.raise(
                        new Alarm(at, Alarm.Kind.HISTORIES, other.size(), "", what, here, place));
            }
            return new Comparison.Fork(
                    other,
                    chain.size(),
                    chain.tree().root(other.size()),
                    evidence.proves(hub),
                    place);
        } finally {
            turn.unlock();
        }
    }

    /// Exact leaf hash of a verified entry.
    public Sha256 leaf(long index) {
        turn.lock();
        try {
            return chain.tree().leaf(index);
        } finally {
            turn.unlock();
        }
    }

    /// Exact bytes of verified entries that are on disk, in order: at most `count` from the index
    /// `from` on. Each is checked against its leaf hash; where one differs, or is not written yet,
    /// the list ends.
    public List<Bytes> lines(long from, int count) {
        long most = Math.min(count, size() - from);
        if (from < 0 || most <= 0) {
            return List.of();
        }
        var found = new ArrayList<Bytes>();
        for (var line : folder.lines(from, (int) most)) {
            if (!MerkleTree.leafHash(line.array()).equals(leaf(from + found.size()))) {
                break;
            }
            found.add(line);
        }
        return found;
    }

    /// Hashes that lead from an entry to the root of the first `size` verified entries.
    public List<Sha256> inclusion(long index, long size) {
        turn.lock();
        try {
            return chain.tree().inclusionProof(index, size);
        } finally {
            turn.unlock();
        }
    }

    /// The root of the first `size` verified entries.
    public Sha256 root(long size) {
        turn.lock();
        try {
            return chain.tree().root(size);
        } finally {
            turn.unlock();
        }
    }

    /// Waits up to `wait` for new entries, verifies them against the hub's signed checkpoint, and
    /// keeps them.
    ///
    /// An entry that the rules forbid is kept as the hub signed it, and raises an alarm.
    ///
    /// @throws FoedusException `VERIFICATION_FAILED` when the hub shows another history than
    ///   before; `HUB_BROKE_RULES` when it goes on with an entry that nothing can follow;
    ///   `UNKNOWN_ENTRY` when a newer release wrote the next one
    public void follow(HubClient client, Duration wait) {
        follow(client, wait, _ -> {});
    }

    /// The same, and tells of the entries that are new, in order, page by page: however long the
    /// ledger is, one page of it is in memory. What was told is verified and kept, also where a
    /// later page is refused.
    ///
    /// @param added is told while nobody else may follow; not of an empty page
    public void follow(HubClient client, Duration wait, Consumer<List<Entry>> added) {
        turn.lock();
        try {
            mend();
            followed(client, wait, added);
            succeed(client);
        } finally {
            turn.unlock();
        }
    }

    /// Writes from now on, if whoever did is gone; what was followed in memory only is fetched
    /// again for the disk. Where that fails it is tried again with the next entries.
    private void succeed(HubClient client) {
        if (folder.writable() || !folder.claim()) {
            return;
        }
        try {
            Succession.writeOn(client, folder, chain, hub, note());
            alarms.save();
        } catch (FoedusException e) {
            folder.release();
        }
    }

    private void followed(HubClient client, Duration wait, Consumer<List<Entry>> added) {
        List<Bytes> first;
        try {
            first = client.entries(size(), wait);
        } catch (FoedusException e) {
            if (e.code() != ErrorCode.RECOVERING || client.recovery().recovering()) {
                throw handedOver(client, e);
            }
            // The hub serves, and has fewer entries than are here: the checkpoint tells.
            first = List.of();
        }
        var note = client.checkpoint();
        var head = Checkpoint.open(note, hub);
        if (head.size() < size()) {
            added.accept(
                    differs(
                            client,
                            note,
                            head,
                            "the hub's ledger shrank from " + size() + " entries"));
            return;
        }
        if (head.size() == size()) {
            if (!chain.tree().root().equals(head.root()) || !originFits(chain, head)) {
                added.accept(differs(client, note, head, "the hub rewrote its ledger"));
                return;
            }
            verified = Verified.of(chain, Optional.of(note));
            return;
        }
        var lines = first;
        while (size() < head.size()) {
            if (lines.isEmpty()) {
                lines = client.entries(size(), Duration.ZERO);
            }
            added.accept(take(client, lines, note, head));
            lines = List.of();
        }
    }

    /// The refusal of a hub that waits for what it lost, once it has what is here.
    private FoedusException handedOver(HubClient client, FoedusException refusal) {
        if (refusal.code() == ErrorCode.RECOVERING) {
            // What it refuses is of another history: then this mirror counts as missing there.
            awakened(client);
        }
        return refusal;
    }

    /// Gives a hub that lost entries those that are here, and says when there are no more.
    ///
    /// @return whether the hub still waits, for this mirror or others
    /// @throws FoedusException `VERIFICATION_FAILED` if the hub's entries are of another history
    public boolean giveBack(HubClient client) {
        turn.lock();
        try {
            mend();
            return Giving.back(client, folder, chain, hub);
        } finally {
            turn.unlock();
        }
    }

    /// The hub's history is not this one, nor does it continue it. Either the members agreed to go
    /// on without the end of this one, or the hub does not know that it lost something, or it is
    /// false.
    private List<Entry> differs(HubClient client, String note, Checkpoint head, String what) {
        Optional<Recut> recut;
        try {
            recut = Recut.find(client, chain, hub, head);
        } catch (FoedusException e) {
            if (e.code() != ErrorCode.VERIFICATION_FAILED) {
                throw e;
            }
            recut = Optional.empty();
        }
        if (recut.isPresent()) {
            return adopt(recut.get(), note);
        }
        if (head.size() < size() && awakened(client)) {
            throw new FoedusException(
                    ErrorCode.RECOVERING,
                    "the hub had lost entries and is being made whole from its members' mirrors");
        }
        throw forked(note, head, what);
    }

    private boolean awakened(HubClient client) {
        try {
            return giveBack(client);
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.VERIFICATION_FAILED || e.code() == ErrorCode.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /// A crash in between leaves a mirror that is fetched anew.
    private List<Entry> adopt(Recut recut, String note) {
        if (folder.writable()) {
            var tail = new StringBuilder("\nthe entries that were cut off:\n");
            Giving.pages(
                    folder,
                    recut.cut(),
                    chain.size(),
                    line -> tail.append(line.utf8()).append('\n'));
            keepEvidence(
                    "the members confirmed a recovery without the entries from "
                            + recut.cut()
                            + " on that this mirror held",
                    note,
                    tail.toString());
            folder.forgetCheckpoint();
            folder.replay(recut.cut(), _ -> {});
            folder.append(recut.lines());
            folder.keepCheckpoint(note);
        }
        chain = recut.chain();
        recut.found().forEach(f -> alarms.raise(f, chain.tree(), List.of(), note));
        verified = Verified.of(chain, Optional.of(note));
        return recut.entries();
    }

    private List<Entry> take(HubClient client, List<Bytes> lines, String note, Checkpoint head) {
        long wanted = head.size() - size();
        var batch = lines.subList(0, (int) Math.min(lines.size(), wanted));
        if (batch.isEmpty()) {
            throw forked(note, head, "the hub signed entries that it does not show");
        }
        long before = size();
        var page = Page.judge(chain, batch);
        boolean continues;
        try {
            var onward = onward(client, head, page);
            continues = onward.isPresent();
            // The alarm is on disk before what it is about.
            onward.ifPresent(proof -> alarms.raise(page, chain.tree(), proof, note));
            if (continues && folder.writable()) {
                folder.append(page.lines());
            }
        } catch (FoedusException e) {
            rewind(before);
            throw e;
        }
        if (!continues) {
            rewind(before);
            return differs(
                    client,
                    note,
                    head,
                    "the hub's entries do not continue the " + before + " that it showed before");
        }
        boolean whole = chain.size() == head.size();
        if (whole && folder.writable()) {
            folder.keepCheckpoint(note);
        }
        verified = Verified.of(chain, whole ? Optional.of(note) : note());
        page.stop().ifPresent(this::stopped);
        return page.entries();
    }

    /// How a page that was judged leads to what the hub signed; empty if it does not.
    private Optional<List<Sha256>> onward(HubClient client, Checkpoint head, Page page) {
        var last = page.stop().filter(s -> s.unknown().isEmpty()).map(Page.Stop::line);
        if (last.isEmpty()) {
            return onward(client, head);
        }
        // What cannot be appended was signed all the same, or it proves nothing.
        chain.tree().append(MerkleTree.leafHash(last.get().array()));
        try {
            return onward(client, head);
        } finally {
            chain.tree().truncate(chain.tree().size() - 1);
        }
    }

    /// How the entries so far lead to those that the hub signed; empty if they are no beginning of
    /// them.
    private Optional<List<Sha256>> onward(HubClient client, Checkpoint head) {
        var tree = chain.tree();
        if (tree.size() == 0) {
            return Optional.of(List.of());
        }
        if (!originFits(chain, head)) {
            return Optional.empty();
        }
        if (tree.size() >= head.size()) {
            return tree.root().equals(head.root()) ? Optional.of(List.of()) : Optional.empty();
        }
        var proof = client.consistency(tree.size(), head.size());
        return Optional.of(proof)
                .filter(p ->
                        MerkleTree.consistent(
                                tree.size(), tree.root(), head.size(), head.root(), p));
    }

    /// The ledger goes on where this mirror can't.
    private void stopped(Page.Stop stop) {
        if (stop.unknown().isPresent()) {
            throw new FoedusException(
                    ErrorCode.UNKNOWN_ENTRY,
                    "entry "
                            + size()
                            + " is a "
                            + stop.unknown().get()
                            + ", which this release does not know: install the newest Foedus. Until"
                            + " then the copy here ends before it");
        }
        throw Alarms.refusal(standing());
    }

    /// What this mirror caught its hub at, also what the owner has seen.
    public List<Alarm> alarms() {
        return alarms.all();
    }

    /// The alarms that the owner has not seen, and those that keep the mirror from going on.
    public List<Alarm> standing() {
        var now = verified;
        return alarms.standing(now.state().size(), now.root());
    }

    /// Asked before anything is signed.
    ///
    /// @throws FoedusException `HUB_BROKE_RULES` while an alarm stands
    public void requireTrust() {
        var standing = standing();
        if (!standing.isEmpty()) {
            throw Alarms.refusal(standing);
        }
    }

    /// The owner has seen all alarms so far.
    public void acknowledge() {
        alarms.acknowledge();
    }

    private void mend() {
        if (torn) {
            rewind(size());
        }
    }

    private void rewind(long size) {
        torn = true;
        if (folder.writable()) {
            chain = replay(folder, hub, size);
            torn = false;
            return;
        }
        // Without entries of its own on disk, a reader starts over from what the writer keeps.
        var note = folder.checkpoint();
        chain = replay(folder, hub, note.map(n -> Checkpoint.open(n, hub).size()).orElse(0L));
        verified = Verified.of(chain, note);
        torn = false;
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ');
    }

    private FoedusException forked(String note, Checkpoint head, String what) {
        var ours = chain.size() == 0 ? "none" : chain.tree().root().hex();
        return new FoedusException(
                ErrorCode.VERIFICATION_FAILED,
                "THE HUB SHOWS ANOTHER HISTORY: "
                        + what
                        + ". Here: "
                        + chain.size()
                        + " entries with root "
                        + ours
                        + "; the hub: "
                        + head.size()
                        + " with root "
                        + head.root()
                        + ". Nothing was changed here. The evidence is in "
                        + fork(note, what).evidence()
                        + ": show it to the other members");
    }

    /// Met again and again, it is one alarm.
    private Alarm fork(String note, String what) {
        var here = chain.tree().root();
        var before = alarms.like(Alarm.Kind.HISTORIES, chain.size(), here);
        if (before.isPresent()) {
            alarms.save();
            return before.get();
        }
        var place = keepEvidence(what, note, "");
        var at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var alarm =
                new Alarm(at, Alarm.Kind.HISTORIES, chain.size(), "", oneLine(what), here, place);
        alarms.raise(alarm);
        return alarm;
    }

    private String keepEvidence(String what, String note, String more) {
        var kept = note().orElse("");
        var text = ForkEvidence.of(oneLine(what), kept, note, chain.tree()).text() + more;
        return folder.keepEvidence("fork", clock.instant().truncatedTo(ChronoUnit.SECONDS), text);
    }

    /// Leaves this witness's cosignature for the newest verified checkpoint, once for each; never
    /// for a ledger in which the hub broke the rules, whatever the owner has seen.
    ///
    /// @param name of the witness: a node's id
    public void cosign(HubClient client, String name, Signer witness) {
        turn.lock();
        try {
            var head = verified.checkpoint().orElse(null);
            if (head == null || head.size() <= cosigned || !alarms.all().isEmpty()) {
                return;
            }
            var line = head.cosign(name, witness, clock.instant().getEpochSecond());
            client.cosign(head.size(), line);
            cosigned = head.size();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
