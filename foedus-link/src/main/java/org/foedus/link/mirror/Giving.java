package org.foedus.link.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.foedus.core.digest.Bytes;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.signature.PublicKey;
import org.foedus.link.hub.HubClient;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.chain.Chain;

/// Gives a hub back what it lost: shows the newest checkpoint that it signed, then the entries that
/// it does not have, each page with the proof that they are a beginning of what it signed.
final class Giving {
    private final HubClient client;
    private final MirrorFiles folder;
    private final Chain chain;
    private final String note;
    private final long held;
    private Api.Recovery status;
    private long given;

    private Giving(HubClient client, MirrorFiles folder, Chain chain, String note, long held) {
        this.client = client;
        this.folder = folder;
        this.chain = chain;
        this.note = note;
        this.held = held;
        this.status = client.recovery();
    }

    /// @return whether the hub still waits
    static boolean back(HubClient client, MirrorFiles folder, Chain chain, PublicKey hub) {
        var note = folder.checkpoint().orElse("");
        if (note.isEmpty()) {
            var here = client.recovery();
            var empty = new Api.Shown(java.util.Optional.empty(), here.entries(), List.of());
            return client.show(empty).recovering();
        }
        long held = Checkpoint.open(note, hub).size();
        if (held > chain.size()) {
            // Another process follows this mirror, and gives back what it holds.
            return client.recovery().recovering();
        }
        return new Giving(client, folder, chain, note, held).back();
    }

    private boolean back() {
        while (true) {
            long here = status.entries();
            var proof =
                    here < held
                            ? chain.tree().consistencyProof(here, held)
                            : List.<org.foedus.core.digest.Sha256>of();
            status = client.show(new Api.Shown(java.util.Optional.of(note), here, proof));
            if (status.entries() >= held) {
                return status.recovering();
            }
            if (status.entries() == here) {
                give(here);
            }
        }
    }

    private void give(long from) {
        given = from;
        var page = new ArrayList<Bytes>();
        pages(
                folder,
                from,
                folder.writable() ? chain.size() : held,
                line -> {
                    long bytes = page.stream().mapToLong(Bytes::length).sum() + line.length();
                    if (!page.isEmpty() && bytes > Api.MAX_GIVEN_BACK_BYTES) {
                        give(page);
                    }
                    page.add(line);
                });
        give(page);
    }

    /// Nothing once another mirror was faster.
    private void give(List<Bytes> page) {
        long from = given;
        long end = Math.min(held, from + page.size());
        var lines = page.subList(0, (int) (end - from));
        if (status.entries() == from && !lines.isEmpty()) {
            var proof = chain.tree().consistencyProof(end, held);
            status = client.giveBack(new Api.GivenBack(note, from, lines, proof));
        }
        given = end;
        page.clear();
    }

    /// Gives `take` the entries from index `from` on, of `count` that are there.
    static void pages(MirrorFiles files, long from, long count, Consumer<Bytes> take) {
        var index = new AtomicLong();
        files.replay(
                count,
                line -> {
                    if (index.getAndIncrement() >= from) {
                        take.accept(line);
                    }
                });
    }
}
