package org.foedus.portal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entry of the ledger as the pages show it. `signer` is null for what the hub itself stated;
/// `leafHash` has 64 hexadecimal digits.
public record EntryView(
        long index,
        Instant time,
        String type,
        String summary,
        @Nullable String signer,
        String leafHash) {

    /// The whole entry: `json` is what was signed, indented for reading; `key` is the fingerprint
    /// of the key that signed, null where there is none.
    public record Full(EntryView entry, String json, @Nullable String key) {}
}
