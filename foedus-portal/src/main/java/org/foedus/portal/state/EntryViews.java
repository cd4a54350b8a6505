package org.foedus.portal.state;

import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.portal.EntryView;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.protocol.json.Json;

/// Entries of the ledger as pages show them.
public final class EntryViews {
    private EntryViews() {}

    public static EntryView summary(Entry entry, long index, Bytes line, Optional<String> signer) {
        return new EntryView(
                index,
                entry.at(),
                EntryCodec.type(entry),
                EntryText.of(entry),
                signer.orElse(null),
                MerkleTree.leafHash(line.array()).hex());
    }

    public static EntryView.Full full(
            Entry entry, long index, Bytes line, Optional<String> signer) {
        var text = new StringBuilder(Json.pretty(line.array()));
        var key = Optional.<String>empty();
        if (entry instanceof Entry.Claimed claimed) {
            text.append("\n\npayload:\n").append(Json.pretty(claimed.envelope().payload().array()));
            key = Optional.of(claimed.envelope().key().fingerprint().hex());
        }
        return new EntryView.Full(
                summary(entry, index, line, signer), text.toString(), key.orElse(null));
    }
}
