package org.foedus.hub.alliance;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Party;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.api.Api;

/// Makes a ledger whole again from its members' mirrors, before the hub serves from it. Not
/// thread-safe: a part of [HubLogic].
///
/// No member is trusted: what comes back must be a beginning of a tree whose root this hub itself
/// signed, and each page proves that it is. A mirror that lies is refused, and counts as missing.
public final class Recovering {
    /// How long the hub waits for its members' nodes unless told otherwise.
    public static final Duration WAIT = Duration.ofMinutes(10);

    private final HubLogic logic;
    private final PublicKey hub;
    private final RecoveryMark mark;
    private final Duration wait;
    private final TreeSet<PublicKey> heard = new TreeSet<>();
    private Optional<Instant> since = Optional.empty();
    private boolean told;

    Recovering(HubLogic logic, PublicKey hub, RecoveryMark mark, Duration wait) {
        this.logic = logic;
        this.hub = hub;
        this.mark = mark;
        this.wait = wait;
    }

    /// Whether the hub may not serve yet.
    public boolean active() {
        return mark.from().isPresent();
    }

    /// Refuses what can't be answered from a ledger that is not whole.
    public void requireWhole() {
        logic.snapshot().requireWhole();
    }

    /// Takes note of what a mirror holds. One that is larger than this ledger, and continues it,
    /// makes the hub stop serving until it has that, too.
    ///
    /// @param checkpoint the note that it shows, [#open]ed
    /// @throws FoedusException `VERIFICATION_FAILED` for one of another history
    public Api.Recovery shown(
            PublicKey by, Optional<Checkpoint> checkpoint, Api.Shown shown, Instant now) {
        logic.catchUp();
        if (checkpoint.isEmpty()) {
            return answered(by, now);
        }
        var note = checkpoint.get();
        long here = logic.tree().size();
        if (note.size() <= here) {
            if (!logic.tree().root(note.size()).equals(note.root())) {
                throw twoHistories(note);
            }
            return answered(by, now);
        }
        if (shown.entries() != here) {
            return status(now);
        }
        if (!extendedBy(logic.tree(), note, shown.proof())) {
            throw twoHistories(note);
        }
        if (!active()) {
            mark.set(here);
            logic.publish();
        }
        heard.remove(by);
        return status(now);
    }

    private Api.Recovery answered(PublicKey by, Instant now) {
        if (active()) {
            heard.add(by);
            advance(now);
        }
        return status(now);
    }

    /// Reads a checkpoint that this hub signed. At any time, on any thread.
    ///
    /// @throws FoedusException `BAD_SIGNATURE` for a note that this hub did not sign,
    ///   `WRONG_ALLIANCE` for one of another ledger
    public Checkpoint open(String text) {
        var note = Checkpoint.open(text, hub);
        var state = logic.snapshot().state();
        if (state.size() > 0 && !note.origin().equals(Checkpoint.originOf(state.allianceId()))) {
            throw new FoedusException(
                    ErrorCode.WRONG_ALLIANCE,
                    "the checkpoint is of " + note.origin() + ", another alliance's ledger");
        }
        return note;
    }

    private static boolean extendedBy(MerkleTree tree, Checkpoint note, List<Sha256> proof) {
        return MerkleTree.consistent(tree.size(), tree.root(), note.size(), note.root(), proof);
    }

    private FoedusException twoHistories(Checkpoint note) {
        return new FoedusException(
                ErrorCode.VERIFICATION_FAILED,
                "this hub has signed two histories: the checkpoint of "
                        + note.size()
                        + " entries with root "
                        + note.root()
                        + " is not of the ledger here, of "
                        + logic.tree().size()
                        + " entries with root "
                        + logic.tree().root()
                        + ". Nothing was changed on either side; show both to the members");
    }

    /// Appends entries that the hub lost. A page that came before, or out of turn, is left aside.
    ///
    /// @param note the checkpoint over them, [#open]ed
    /// @throws FoedusException `VERIFICATION_FAILED` if they are not those that this hub signed
    public Api.Recovery givenBack(PublicKey by, Checkpoint note, Api.GivenBack given, Instant now) {
        logic.catchUp();
        long end = given.from() + given.entries().size();
        if (!active() || given.from() != logic.tree().size() || given.entries().isEmpty()) {
            return status(now);
        }
        if (end > note.size()) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "entries up to " + end + " for a checkpoint of " + note.size());
        }
        heard.remove(by);
        logic.giveBack(given, tree -> extendedBy(tree, note, given.proof()));
        return status(now);
    }

    /// The operator does not want to wait for the nodes that are missing.
    public Api.Recovery goOn(Instant now) {
        requireSomething();
        told = true;
        advance(now);
        return status(now);
    }

    private void requireSomething() {
        if (active() && logic.state().size() == 0) {
            throw new FoedusException(
                    ErrorCode.WRONG_STATE,
                    "no mirror has given anything back yet: there is no alliance to go on with");
        }
    }

    /// Goes on once every node was heard, or the wait is over. True while it lasts.
    boolean advance(Instant now) {
        if (!active()) {
            return false;
        }
        var begun = since.orElse(now);
        since = Optional.of(begun);
        if (logic.state().size() == 0) {
            return true;
        }
        boolean over = told || !now.isBefore(begun.plus(wait));
        if (!over && (heard.isEmpty() || !awaited().isEmpty())) {
            return true;
        }
        logic.recovered(mark.from().orElseThrow(), heardNodes(), awaited());
        mark.clear();
        logic.publish();
        heard.clear();
        since = Optional.empty();
        told = false;
        return false;
    }

    public Api.Recovery status(Instant now) {
        return new Api.Recovery(
                active(),
                logic.tree().size(),
                logic.tree().root(),
                active() ? heardNodes() : Collections.emptySortedSet(),
                active() ? awaited() : Collections.emptySortedSet(),
                active() ? Optional.of(since.orElse(now).plus(wait)) : Optional.empty());
    }

    private SortedSet<NodeId> heardNodes() {
        var nodes = new TreeSet<NodeId>();
        for (var key : heard) {
            if (logic.state().party(key).orElse(null) instanceof Party.Agent agent) {
                nodes.add(agent.node());
            }
        }
        return nodes;
    }

    private SortedSet<NodeId> awaited() {
        var nodes = new TreeSet<>(logic.state().nodes().keySet());
        nodes.removeAll(heardNodes());
        return nodes;
    }
}
