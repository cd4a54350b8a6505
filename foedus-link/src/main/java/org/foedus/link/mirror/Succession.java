package org.foedus.link.mirror;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.link.hub.HubClient;
import org.foedus.protocol.chain.Chain;

/// Brings a folder, whose writer is gone, to where a mirror that only read is.
final class Succession {
    private Succession() {}

    /// @param chain what was verified in memory
    /// @param note the checkpoint that anchors it
    /// @throws FoedusException where the folder is ahead or of another history, or the hub does not
    ///   give what is missing; then no checkpoint stands for what was written
    static void writeOn(
            HubClient client,
            MirrorFiles folder,
            Chain chain,
            PublicKey hub,
            Optional<String> note) {
        var kept = folder.checkpoint().map(n -> Checkpoint.open(n, hub));
        long size = kept.map(Checkpoint::size).orElse(0L);
        boolean begins =
                size <= chain.size()
                        && kept.map(k -> chain.tree().root(k.size()).equals(k.root())).orElse(true);
        if (!begins || note.isEmpty()) {
            throw later("the folder does not begin what was followed");
        }
        folder.replay(size, _ -> {});
        while (size < chain.size()) {
            var lines = fitting(client.entries(size, Duration.ZERO), chain, size);
            folder.append(lines);
            size += lines.size();
        }
        folder.keepCheckpoint(note.get());
    }

    private static List<Bytes> fitting(List<Bytes> lines, Chain chain, long from) {
        var batch = lines.subList(0, (int) Math.min(lines.size(), chain.size() - from));
        for (int i = 0; i < batch.size(); i++) {
            if (!MerkleTree.leafHash(batch.get(i).array()).equals(chain.tree().leaf(from + i))) {
                throw later("the hub gives other entries than before");
            }
        }
        if (batch.isEmpty()) {
            throw later("the hub does not give what it gave before");
        }
        return batch;
    }

    private static FoedusException later(String why) {
        return new FoedusException(ErrorCode.VERIFICATION_FAILED, why);
    }
}
