package org.foedus.protocol.json;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Ledger;

/// Ledger entries as one line of JSON each. A claim's entry holds the envelope as it came.
public final class EntryCodec {
    private static final Tagged<Entry> ENTRIES = Tagged.family(Entry.class);
    private static final String CLAIMED = "claimed/1";

    private EntryCodec() {}

    record ClaimedForm(Instant at, EnvelopeCodec.Dsse envelope) {}

    public static Bytes write(Entry entry) {
        var node =
                entry instanceof Entry.Claimed claimed
                        ? Json.object(
                                        new ClaimedForm(
                                                claimed.at(),
                                                EnvelopeCodec.form(claimed.envelope())))
                                .put(Tagged.TYPE, CLAIMED)
                        : ENTRIES.write(entry);
        return bounded(Bytes.of(Json.write(node)));
    }

    private static Bytes bounded(Bytes bytes) {
        if (bytes.length() > Ledger.MAX_ENTRY_BYTES) {
            throw new FoedusException(
                    ErrorCode.TOO_LARGE,
                    "a ledger entry has at most " + Ledger.MAX_ENTRY_BYTES + " bytes");
        }
        return bytes;
    }

    public static Entry read(Bytes bytes) {
        bounded(bytes);
        var node = Json.tree(bytes.array());
        if (node.path(Tagged.TYPE).asString("").equals(CLAIMED)) {
            var rest = (tools.jackson.databind.node.ObjectNode) node;
            rest.remove(Tagged.TYPE);
            var form = Json.convert(rest, ClaimedForm.class);
            var envelope = EnvelopeCodec.of(form.envelope());
            return new Entry.Claimed(form.at(), envelope, ClaimCodec.read(envelope));
        }
        return ENTRIES.read(node);
    }

    /// The type of an entry, or of the claim in it, that this release does not know: a newer one
    /// may.
    public static Optional<String> unknownType(Bytes bytes) {
        try {
            var node = Json.tree(bounded(bytes).array());
            if (!node.path(Tagged.TYPE).asString("").equals(CLAIMED)) {
                return ENTRIES.unknown(node);
            }
            var payload = node.path("envelope").path("payload").asString("");
            return ClaimCodec.unknownType(Bytes.of(Base64.getDecoder().decode(payload)));
        } catch (FoedusException | IllegalArgumentException e) {
            // It is no entry of any release.
            return Optional.empty();
        }
    }

    /// `round-opened/1`; a claim's entry is named by its claim: `vote/1`.
    public static String type(Entry entry) {
        return entry instanceof Entry.Claimed claimed
                ? ClaimCodec.type(claimed.claim())
                : ENTRIES.tag(entry);
    }

    /// The claim in an entry, if it is one.
    public static Optional<Claim> claim(Entry entry) {
        return entry instanceof Entry.Claimed c ? Optional.of(c.claim()) : Optional.empty();
    }
}
