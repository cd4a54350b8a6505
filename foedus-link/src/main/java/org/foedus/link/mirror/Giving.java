package org.foedus.link.mirror;

import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.signature.PublicKey;
import org.foedus.link.hub.HubClient;
import org.foedus.protocol.api.Api;

/// Gives a hub back what it lost: shows the newest checkpoint that it signed, then the entries that
/// it does not have, each page with the proof that they are a beginning of what it signed.
final class Giving {
    private final HubClient client;
    private final MirrorFolder folder;
    private final Chain chain;
    private final String note;
    private final long held;
    private Api.Recovery status;

    private Giving(
            HubClient client, MirrorFolder folder, Chain chain, String note, long held) {
        this.client = client;
        this.folder = folder;
        this.chain = chain;
        this.note = note;
        this.held = held;
        this.status = client.recovery();
    }

    /// @return whether the hub still waits
    static boolean back(HubClient client, MirrorFolder folder, Chain chain, PublicKey hub) {
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
            var proof = here < held ? chain.consistency(here, held) : List.<org.foedus.core.digest.Sha256>of();
            status = client.show(new Api.Shown(java.util.Optional.of(note), here, proof));
            if (status.entries() >= held) {
                return status.recovering();
            }
            if (status.entries() == here) {
                folder.pages(here, held, Api.MAX_GIVEN_BACK_BYTES, this::give);
            }
        }
    }

    /// False once another mirror was faster.
    private boolean give(List<Bytes> page) {
        long from = status.entries();
        long end = from + page.size();
        status =
                client.giveBack(
                        new Api.GivenBack(note, from, page, chain.consistency(end, held)));
        return status.entries() == end;
    }
}
