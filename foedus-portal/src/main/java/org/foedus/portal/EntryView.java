package org.foedus.portal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entry of the ledger as the pages show it. `signer` is null for what the hub itself stated;
/// `leafHash` has 64 hexadecimal digits; `summary` is null where the reader may not see more than
/// that.
public record EntryView(
        long index,
        Instant time,
        String type,
        @Nullable Said summary,
        @Nullable String signer,
        String leafHash) {

    /// The whole entry: `json` is what was signed, indented for reading, null where the reader may
    /// not see it; `key` is the fingerprint of the key that signed, null where there is none;
    /// `proof` is null where no checkpoint has the entry yet.
    public record Full(
            EntryView entry,
            @Nullable String json,
            @Nullable String key,
            @Nullable ProofView proof) {}
}
