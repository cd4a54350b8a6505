package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// That an entry stands in the ledger, as RFC 9162 section 2.1.3 proves it: `path` leads from the
/// entry's leaf hash to the root that the checkpoint names.
///
/// @param size entries that the checkpoint stands for
/// @param root of the tree over them, 64 hexadecimal digits
/// @param path hashes, 64 hexadecimal digits each, from the leaf up
/// @param entry the exact bytes as Base64, null where the reader may not see them
/// @param note the checkpoint, with the signatures on it
/// @param hubKey the key that signed it, as it is written: 64 hexadecimal digits
/// @param fits whether the path leads to the root
/// @param signed whether the hub's signature is good
/// @param witnesses members who saw the same checkpoint, their signatures checked
public record ProofView(
        long size,
        String root,
        List<String> path,
        @Nullable String entry,
        String note,
        String hubKey,
        boolean fits,
        boolean signed,
        List<Witness> witnesses) {
    public ProofView {
        path = List.copyOf(path);
        witnesses = List.copyOf(witnesses);
    }

    /// @param name of the node that signed
    /// @param at by its own clock
    public record Witness(MemberView.Ref member, String name, Instant at) {}
}
