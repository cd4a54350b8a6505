package org.foedus.portal.state;

import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.portal.EntryView;
import org.foedus.portal.ProofView;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/// Entries of the ledger as pages show them.
public final class EntryViews {
    private EntryViews() {}

    /// One line about it, in English.
    public static String text(Entry entry) {
        return EntryText.of(entry).english();
    }

    static EntryView summary(Entry entry, long index, Bytes line, Optional<String> signer) {
        return new EntryView(
                index,
                entry.at(),
                EntryCodec.type(entry),
                EntryText.of(entry),
                signer.orElse(null),
                MerkleTree.leafHash(line.array()).hex());
    }

    /// As much as everybody may see of any entry.
    static EntryView closed(Entry entry, long index, Bytes line) {
        return new EntryView(
                index,
                entry.at(),
                EntryCodec.type(entry),
                null,
                null,
                MerkleTree.leafHash(line.array()).hex());
    }

    static EntryView.Full full(
            Entry entry,
            long index,
            Bytes line,
            Optional<String> signer,
            @Nullable ProofView proof) {
        var text = new StringBuilder(Json.pretty(line.array()));
        var key = Optional.<String>empty();
        if (entry instanceof Entry.Claimed claimed) {
            text.append("\n\npayload:\n").append(Json.pretty(claimed.envelope().payload().array()));
            key = Optional.of(claimed.envelope().key().fingerprint().hex());
        }
        return new EntryView.Full(
                summary(entry, index, line, signer), text.toString(), key.orElse(null), proof);
    }
}
