package org.foedus.node.agent;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Blob;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.node.work.Bench;
import org.foedus.protocol.api.Api;

/// Sends the hub what it lost and this node still has: its own updates, and models in its cache.
/// Nothing leaves that the verified ledger does not name, and that did not come from the hub or go
/// to it before. On one thread at a time.
final class Mender {
    private final NodeId node;
    private final Bench bench;
    private final Sender sender;
    private final Journal journal;
    private final Supplier<AllianceState> ledger;

    /// What is not here, or was refused: not looked for again.
    private final TreeSet<Sha256> vain = new TreeSet<>();

    Mender(
            NodeId node,
            Bench bench,
            Sender sender,
            Journal journal,
            Supplier<AllianceState> ledger) {
        this.node = node;
        this.bench = bench;
        this.sender = sender;
        this.journal = journal;
        this.ledger = ledger;
    }

    void mend(List<Api.Wanted> wanted) {
        for (var blob : wanted) {
            if (!vain.contains(blob.sha256())) {
                try {
                    mend(blob);
                } catch (FoedusException e) {
                    journal.warn("mend-failed", e);
                    if (!later(e.code())) {
                        vain.add(blob.sha256());
                    }
                }
            }
        }
    }

    /// Another node may be sending it, or the link is down.
    private static boolean later(ErrorCode code) {
        return Workshop.HUB_TROUBLE.contains(code) || code == ErrorCode.WRONG_STATE;
    }

    private void mend(Api.Wanted blob) {
        var state = ledger.get();
        var known = state.blobs().get(blob.sha256());
        if (known == null) {
            return;
        }
        for (var origin : known.origins()) {
            var file =
                    switch (origin) {
                        case Blob.Origin.Update u ->
                                u.work().node().equals(node)
                                        ? bench.update(u.work(), blob.sha256(), blob.bytes())
                                        : Optional.<java.nio.file.Path>empty();
                        case Blob.Origin.Model _ -> bench.model(blob.sha256(), blob.bytes());
                        case Blob.Origin.OptimizerState _ -> Optional.<java.nio.file.Path>empty();
                    };
            if (file.isPresent()) {
                var run = state.runs().get(origin.run());
                var consent = Optional.ofNullable(run).map(r -> Under.of(r, node));
                sender.mend(file.get(), blob.sha256(), blob.bytes(), origin.run(), consent);
                journal.info("mended", "run", origin.run().value(), "sha256", blob.sha256().hex());
                return;
            }
        }
        vain.add(blob.sha256());
    }
}
