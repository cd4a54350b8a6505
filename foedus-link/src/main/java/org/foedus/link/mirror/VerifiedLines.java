package org.foedus.link.mirror;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.link.hub.HubClient;

/// Exact bytes of verified entries, also of those that are not on this disk yet: they come from the
/// hub, and count only if they are the bytes that were verified.
///
/// @param mirror that verified them
/// @param client to ask for the others
public record VerifiedLines(Mirror mirror, HubClient client) {
    /// At most `count` from the index `from` on, at least one where there is one.
    ///
    /// @throws FoedusException `VERIFICATION_FAILED` where the hub shows others now, or none
    public List<Bytes> lines(long from, int count) {
        var here = mirror.lines(from, count);
        long most = Math.min(count, mirror.size() - from);
        if (!here.isEmpty() || from < 0 || most <= 0) {
            return here;
        }
        var found = new ArrayList<Bytes>();
        for (var line : client.entries(from, Duration.ZERO)) {
            if (found.size() >= most) {
                break;
            }
            long index = from + found.size();
            if (!MerkleTree.leafHash(line.array()).equals(mirror.leaf(index))) {
                throw another(index);
            }
            found.add(line);
        }
        if (found.isEmpty()) {
            throw another(from);
        }
        return found;
    }

    private static FoedusException another(long index) {
        return new FoedusException(
                ErrorCode.VERIFICATION_FAILED,
                "the hub gives another entry " + index + " than before");
    }
}
