package org.foedus.portal.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Party;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.portal.EntryView;
import org.foedus.portal.LedgerSearch;
import org.foedus.portal.Page;
import org.foedus.portal.ProofView;
import org.foedus.protocol.json.EntryCodec;
import org.jspecify.annotations.Nullable;

/// The part of [Site] about the ledger.
final class LedgerViews {
    private static final int ENTRIES_PER_PAGE = 50;

    /// What a page carries so that the browser can check it; larger entries are checked elsewhere.
    private static final int MAX_CARRIED_BYTES = 64 * 1024;

    private final AllianceState state;
    private final Outside outside;
    private final Reader reader;
    private final Views views;

    LedgerViews(AllianceState state, Outside outside, Reader reader, Views views) {
        this.state = state;
        this.outside = outside;
        this.reader = reader;
        this.views = views;
    }

    /// Entries, newest first: all, or those with the words of `q` and of a `type`.
    Page list(Asked asked) {
        long before = asked.number("before", state.size(), 0, state.size());
        var words = asked.parameter("q").map(String::strip).orElse("");
        var type = asked.parameter("type").orElse("");
        if (words.length() > LedgerIndex.MAX_QUESTION || type.length() > LedgerIndex.MAX_QUESTION) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "q: at most " + LedgerIndex.MAX_QUESTION + " characters");
        }
        var index = outside.index();
        var types = index.types(state, outside, reader.member());
        if (words.isEmpty() && type.isEmpty()) {
            return new Page.Ledger(
                    all(before), before, state.size(), ENTRIES_PER_PAGE, LedgerSearch.none(types));
        }
        var found =
                index.find(state, outside, words, type, reader.member(), before, ENTRIES_PER_PAGE);
        var search = new LedgerSearch(words, type, types, found.searched(), found.more());
        return new Page.Ledger(
                views(new TreeSet<>(found.indexes())),
                before,
                state.size(),
                ENTRIES_PER_PAGE,
                search);
    }

    /// The newest first, read at once.
    private List<EntryView> views(SortedSet<Long> indexes) {
        var lines = outside.entries(indexes);
        if (lines.size() != indexes.size()) {
            throw new FoedusException(
                    ErrorCode.BUSY, "the ledger is changing: look again in a moment");
        }
        var views = new ArrayList<EntryView>();
        var next = lines.iterator();
        indexes.forEach(i -> views.add(summary(i, next.next())));
        return views.reversed();
    }

    private List<EntryView> all(long before) {
        long from = Math.max(0, before - ENTRIES_PER_PAGE);
        var views = new ArrayList<EntryView>();
        var lines = outside.entries(from, (int) (before - from));
        for (int i = lines.size() - 1; i >= 0; i--) {
            views.add(summary(from + i, lines.get(i)));
        }
        return views;
    }

    private EntryView summary(long index, Bytes line) {
        var entry = EntryCodec.read(line);
        return shown(entry)
                ? EntryViews.summary(entry, index, line, signer(entry))
                : EntryViews.closed(entry, index, line);
    }

    private boolean shown(Entry entry) {
        return reader.member() || Openness.open(entry);
    }

    /// @param number as it stands in the path
    Optional<Page> entry(String number) {
        long index;
        try {
            index = Long.parseLong(number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        if (index < 0 || index >= state.size()) {
            return Optional.empty();
        }
        var line = outside.entries(index, 1).getFirst();
        var entry = EntryCodec.read(line);
        boolean shown = shown(entry);
        var proof = proof(index, line, shown);
        var full =
                shown
                        ? EntryViews.full(entry, index, line, signer(entry), proof)
                        : new EntryView.Full(
                                EntryViews.closed(entry, index, line), null, null, proof);
        return Optional.of(new Page.Entry(full, state.size()));
    }

    private Optional<String> signer(Entry entry) {
        return entry instanceof Entry.Claimed c
                ? Optional.of(
                        Optional.ofNullable(state.parties().get(c.envelope().key()))
                                .map(Party::label)
                                .orElse("applicant"))
                : Optional.empty();
    }

    /// Null while no checkpoint has the entry.
    private @Nullable ProofView proof(long index, Bytes line, boolean shown) {
        var note = outside.note();
        if (note.isEmpty()) {
            return null;
        }
        var checkpoint = Checkpoint.parse(note);
        if (index >= checkpoint.size()) {
            return null;
        }
        var path = outside.inclusion(index, checkpoint.size());
        var leaf = MerkleTree.leafHash(line.array());
        boolean fits =
                MerkleTree.rootFromInclusion(leaf, index, checkpoint.size(), path)
                        .equals(Optional.of(checkpoint.root()));
        boolean carried = shown && line.length() <= MAX_CARRIED_BYTES;
        return new ProofView(
                checkpoint.size(),
                checkpoint.root().hex(),
                path.stream().map(Sha256::hex).toList(),
                carried ? Base64.getEncoder().encodeToString(line.array()) : null,
                note,
                state.hubKey().hex(),
                fits,
                signed(note),
                witnesses(checkpoint, note));
    }

    private boolean signed(String note) {
        try {
            Checkpoint.open(note, state.hubKey());
            return true;
        } catch (FoedusException e) {
            return false;
        }
    }

    private List<ProofView.Witness> witnesses(Checkpoint checkpoint, String note) {
        var witnesses = new ArrayList<ProofView.Witness>();
        for (var line : Checkpoint.signatureLines(note)) {
            var name = Checkpoint.signerName(line);
            for (var party : state.parties().entrySet()) {
                var member = party.getValue().of();
                if (member.isPresent()
                        && party.getValue().label().equals(name)
                        && checkpoint.cosigned(line, name, party.getKey())) {
                    witnesses.add(
                            new ProofView.Witness(
                                    views.ref(member.get()),
                                    reader.member() ? name : member.get().value(),
                                    Instant.ofEpochSecond(Checkpoint.cosignedAt(line))));
                }
            }
        }
        return witnesses;
    }
}
