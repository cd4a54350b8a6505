package org.foedus.hub.round;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.hub.care.Wanted;

/// Lets a fold wait for bytes that the hub lost and a node may still have. For one thread.
public final class Patience {
    private final RoundFold fold;
    private final Wanted wanted;
    private final Duration limit;
    private final Map<Key, Instant> since = new HashMap<>();

    private record Key(RunId run, int round) {}

    /// @param limit after which the round fails
    public Patience(RoundFold fold, Wanted wanted, Duration limit) {
        this.fold = fold;
        this.wanted = wanted;
        this.limit = limit;
    }

    /// The node whose update the hub lost, and that did not come again in time.
    public Optional<RoundFold.Spoiled> spoiled(Run run, RoundState.Folding round, Instant now) {
        var lacking = fold.lacking(run, round);
        if (lacking.isEmpty() || !over(new Key(run.id(), round.number()), now)) {
            return Optional.empty();
        }
        return fold.owner(round, lacking.keySet())
                .map(n -> new RoundFold.Spoiled(n, "lost at the hub, and did not come again"));
    }

    /// Asks for what is not here; true while the fold has to wait for it.
    ///
    /// @throws FoedusException `NOT_FOUND` once that took too long
    public boolean lacks(Run run, RoundState.Folding round, Instant now) {
        var lacking = fold.lacking(run, round);
        if (lacking.isEmpty()) {
            return false;
        }
        lacking.forEach((digest, bytes) -> wanted.want(digest, bytes, now));
        if (over(new Key(run.id(), round.number()), now)) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    lacking.size()
                            + " blobs of the round were lost and did not come again in "
                            + limit.toMinutes()
                            + " min, the first "
                            + lacking.firstKey().shortHex()
                            + "…");
        }
        return true;
    }

    /// The fold is done.
    public void done(RunId run, int round) {
        since.remove(new Key(run, round));
    }

    private boolean over(Key key, Instant now) {
        return !now.isBefore(since.computeIfAbsent(key, _ -> now).plus(limit));
    }
}
