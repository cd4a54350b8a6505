package org.foedus.hub.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.entry.Entry;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.read.Atom;
import org.foedus.portal.state.EntryViews;
import org.foedus.protocol.json.EntryCodec;

/// The newest decisions, and what became of mandates: out of the ledger, of which each entry is
/// read once. Thread-safe.
final class Journal {
    private static final int KEPT = 100;
    private static final int BATCH = 500;

    private final HubRuntime runtime;
    private final Deque<Atom.Item> decisions = new ArrayDeque<>();
    private final Deque<Atom.Item> mandates = new ArrayDeque<>();
    private long read;

    Journal(HubRuntime runtime) {
        this.runtime = runtime;
    }

    /// The newest first.
    synchronized List<Atom.Item> decisions() {
        catchUp();
        return List.copyOf(decisions);
    }

    synchronized List<Atom.Item> mandates() {
        catchUp();
        return List.copyOf(mandates);
    }

    private void catchUp() {
        while (true) {
            long from = read;
            var lines = runtime.read(l -> l.entries(from, BATCH));
            if (lines.isEmpty()) {
                return;
            }
            for (var line : lines) {
                var entry = EntryCodec.read(line);
                var item =
                        new Atom.Item(
                                "entry:" + read,
                                entry.at(),
                                EntryViews.text(entry),
                                "/ledger/" + read);
                if (decides(entry)) {
                    keep(decisions, item);
                }
                if (concernsMandate(entry)) {
                    keep(mandates, item);
                }
                read++;
            }
        }
    }

    private static void keep(Deque<Atom.Item> items, Atom.Item item) {
        items.addFirst(item);
        if (items.size() > KEPT) {
            items.removeLast();
        }
    }

    private static boolean decides(Entry entry) {
        return entry instanceof Entry.Founded
                || entry instanceof Entry.Admitted
                || entry instanceof Entry.Rejected
                || entry instanceof Entry.Decided
                || entry instanceof Entry.Recovered;
    }

    private static boolean concernsMandate(Entry entry) {
        return entry instanceof Entry.Claimed c
                && (c.claim() instanceof Claim.PublishMandate || c.claim() instanceof MandateClaim);
    }
}
