package org.foedus.hub.upload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.WorkItemId;
import org.foedus.protocol.api.Api;

/// Uploads that are under way, or whole and not yet used by a claim: whose each is, and what for.
///
/// A claim counts only bytes that its member brought itself for that purpose: whoever knows a
/// digest has to send the bytes, also where they are here already. Everything is counted by member,
/// and whatever ends an upload gives its place back: it is used, its work item is closed, its
/// digest is wrong, too much came, or nobody went on with it. Bytes that no entry names go with it.
/// The store keeps the owner beside the bytes, so that a restarted hub knows it. Thread-safe.
public final class Uploads {
    /// The purpose of a model for a new run.
    public static final String MODEL = "model";

    private static final int ID_CHARS = 40;

    private final TreeMap<String, Pending> pending = new TreeMap<>();
    private Limits limits = Limits.DEFAULT;
    private boolean loaded;

    /// What may be pending: under way, or whole and unused.
    ///
    /// @param memberBytes most bytes of one member
    /// @param bytes most in all
    /// @param kept how long nobody has to go on with an upload, or to use it
    public record Limits(long memberBytes, long bytes, Duration kept) {
        public static final Limits DEFAULT =
                new Limits(128L << 30, 512L << 30, Duration.ofHours(24));
    }

    /// One of them.
    ///
    /// @param whole all bytes came, and are those of the digest
    /// @param touched when the last bytes came, or were asked for
    public record Pending(
            Blobs.Owner owner, Sha256 digest, long bytes, boolean whole, Instant touched) {
        Pending at(Instant now) {
            return new Pending(owner, digest, bytes, whole, now);
        }

        public boolean mends() {
            return owner.purpose().equals(Api.MEND);
        }

        boolean ofWork() {
            return work(owner);
        }
    }

    public synchronized void limit(Limits next) {
        limits = next;
    }

    /// Opens an upload, or finds it again. The offset is `bytes` only if this owner sent them all.
    public synchronized Api.UploadAnswer begin(
            Blobs blobs,
            AllianceState state,
            Blobs.Owner owner,
            Api.UploadRequest what,
            Instant now) {
        load(blobs, now);
        settle(blobs, state);
        var id = id(owner, what.sha256());
        var known = pending.get(id);
        if (known != null && known.bytes() != what.bytes()) {
            end(blobs, id);
        } else if (known != null && known.whole() && blobs.size(known.digest()).isPresent()) {
            pending.put(id, known.at(now));
            return new Api.UploadAnswer(id, known.bytes());
        }
        replace(blobs, state, owner, id);
        room(owner, id, what.bytes());
        long offset = begun(blobs, id, owner, what);
        pending.put(
                id, new Pending(owner, what.sha256(), what.bytes(), offset == what.bytes(), now));
        return new Api.UploadAnswer(id, offset);
    }

    private long begun(Blobs blobs, String id, Blobs.Owner owner, Api.UploadRequest what) {
        try {
            return blobs.begin(id, what.sha256(), what.bytes(), Optional.of(owner));
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.DIGEST_MISMATCH) {
                pending.remove(id); // All bytes had come before, and were wrong.
            }
            throw e;
        }
    }

    /// By member, purpose and digest; a member's keys may change.
    private static String id(Blobs.Owner owner, Sha256 digest) {
        return Bytes.utf8(owner.member() + "\n" + owner.purpose() + "\n" + digest)
                .sha256()
                .hex()
                .substring(0, ID_CHARS);
    }

    /// A work item has one update: the newest that was begun.
    private void replace(Blobs blobs, AllianceState state, Blobs.Owner owner, String id) {
        for (var other : List.copyOf(pending.keySet())) {
            var held = pending.get(other);
            if (held != null && held.ofWork() && held.owner().equals(owner) && !other.equals(id)) {
                forget(blobs, state, other);
            }
        }
    }

    private static boolean work(Blobs.Owner owner) {
        return !owner.purpose().equals(Api.MEND) && !owner.purpose().equals(MODEL);
    }

    private void room(Blobs.Owner owner, String id, long bytes) {
        int places = 0;
        long mine = 0;
        long all = 0;
        for (var other : pending.entrySet()) {
            if (!other.getKey().equals(id)) {
                boolean own = other.getValue().owner().member().equals(owner.member());
                places += own && !other.getValue().ofWork() ? 1 : 0;
                mine += own ? other.getValue().bytes() : 0;
                all += other.getValue().bytes();
            }
        }
        // A work item has one place of its own.
        if (places >= Api.MAX_OPEN_UPLOADS && !work(owner)) {
            throw new FoedusException(
                    ErrorCode.TOO_MANY,
                    "at most "
                            + Api.MAX_OPEN_UPLOADS
                            + " uploads of a member may be open or unused: finish and use some");
        }
        if (bytes > limits.memberBytes() - mine) {
            throw new FoedusException(
                    ErrorCode.TOO_MANY,
                    "uploads of a member that are open or unused may have "
                            + limits.memberBytes()
                            + " bytes, yours would have "
                            + (mine + bytes)
                            + ": use some, or ask the operator for more");
        }
        if (bytes > limits.bytes() - all) {
            throw new FoedusException(
                    ErrorCode.BUSY,
                    "the hub has no room for more uploads that are not used yet: try again later");
        }
    }

    /// The upload `id`, if there is one.
    public synchronized Optional<Pending> find(Blobs blobs, String id, Instant now) {
        load(blobs, now);
        return Optional.ofNullable(pending.get(id));
    }

    /// All uploads that are under way.
    public synchronized List<Pending> open(Blobs blobs, Instant now) {
        load(blobs, now);
        return pending.values().stream().filter(p -> !p.whole()).toList();
    }

    /// Bytes came.
    public synchronized void received(Blobs blobs, String id, long offset, Instant now) {
        var held = pending.get(id);
        if (held == null) {
            return;
        }
        boolean whole = offset == held.bytes();
        if (whole && held.mends()) {
            end(blobs, id);
        } else {
            pending.put(id, new Pending(held.owner(), held.digest(), held.bytes(), whole, now));
        }
    }

    /// It comes to nothing: its place is free again, and what came of it is gone.
    public synchronized void end(Blobs blobs, String id) {
        blobs.abandon(id);
        pending.remove(id);
    }

    /// Whether `member` sent all bytes of a blob for this purpose; they are kept for a while, so
    /// that the claim that names them can be written.
    public synchronized boolean brought(
            Blobs blobs, MemberId member, String purpose, Sha256 digest, Instant now) {
        load(blobs, now);
        var id = id(new Blobs.Owner(member.value(), purpose), digest);
        var held = pending.get(id);
        if (held == null || !held.whole() || blobs.size(digest).isEmpty()) {
            return false;
        }
        pending.put(id, held.at(now));
        return true;
    }

    /// Forgets what was used, and drops what nobody can use any more or nobody went on with.
    public synchronized void sweep(Blobs blobs, AllianceState state, Instant now) {
        load(blobs, now);
        settle(blobs, state);
        for (var id : List.copyOf(pending.keySet())) {
            var held = pending.get(id);
            if (held != null && !held.touched().plus(limits.kept()).isAfter(now)) {
                forget(blobs, state, id);
            }
        }
    }

    private void settle(Blobs blobs, AllianceState state) {
        for (var id : List.copyOf(pending.keySet())) {
            var held = pending.get(id);
            if (held != null && over(state, held)) {
                forget(blobs, state, id);
            }
        }
    }

    private static boolean over(AllianceState state, Pending held) {
        if (held.mends()) {
            return held.whole();
        }
        if (!held.ofWork()) {
            return held.whole() && state.knows(held.digest());
        }
        var item = new WorkItemId(held.owner().purpose());
        return Optional.ofNullable(state.runs().get(item.run()))
                .flatMap(r -> r.work(item))
                .filter(w -> w.open())
                .isEmpty();
    }

    /// The bytes go, too, unless the ledger names them, somebody else brought them, or a fold may
    /// have written the same a moment ago.
    private void forget(Blobs blobs, AllianceState state, String id) {
        var held = pending.get(id);
        if (held == null || (held.whole() && !state.knows(held.digest()) && folding(state))) {
            return;
        }
        try {
            end(blobs, id);
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.BUSY) {
                return; // somebody goes on with it right now
            }
            throw e;
        }
        boolean needed =
                state.blobs().containsKey(held.digest())
                        || pending.values().stream()
                                .anyMatch(p -> p.digest().equals(held.digest()));
        if (held.whole() && !needed) {
            blobs.delete(held.digest());
        }
    }

    private static boolean folding(AllianceState state) {
        return state.runs().values().stream()
                .anyMatch(r -> r.round().orElse(null) instanceof RoundState.Folding);
    }

    private void load(Blobs blobs, Instant now) {
        if (!loaded) {
            blobs.uploads()
                    .forEach((id, u) ->
                            pending.put(
                                    id,
                                    new Pending(u.owner(), u.digest(), u.bytes(), u.whole(), now)));
            loaded = true;
        }
    }

    /// How many are open or unused.
    public synchronized int count() {
        return pending.size();
    }

    /// Their bytes, as announced.
    public synchronized long bytes() {
        return pending.values().stream().mapToLong(Pending::bytes).sum();
    }
}
