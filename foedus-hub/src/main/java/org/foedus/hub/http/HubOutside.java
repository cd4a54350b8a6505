package org.foedus.hub.http;

import java.lang.foreign.Arena;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.hub.HubRuntime;
import org.foedus.portal.state.LedgerIndex;
import org.foedus.portal.state.Outside;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorInfo;

/// What the hub knows beside the ledger: who is there, what moved, which models it holds.
final class HubOutside implements Outside {
    private final HubRuntime runtime;
    private final Blobs blobs;
    private final Traffic traffic;

    /// Models never change, so their sizes are looked up once.
    private final ConcurrentHashMap<Sha256, Long> parameters = new ConcurrentHashMap<>();

    private final LedgerIndex index = new LedgerIndex();

    HubOutside(HubRuntime runtime, Blobs blobs, Traffic traffic) {
        this.runtime = runtime;
        this.blobs = blobs;
        this.traffic = traffic;
    }

    @Override
    public Instant now() {
        return runtime.now();
    }

    @Override
    public SortedSet<NodeId> reachable() {
        return runtime.presence().reachable(runtime.now());
    }

    @Override
    public SortedMap<NodeId, Instant> lastSeen() {
        return runtime.presence().lastSeen();
    }

    @Override
    public long parameters(Sha256 model) {
        if (blobs.size(model).isEmpty()) {
            return 0;
        }
        return parameters.computeIfAbsent(
                model,
                m -> {
                    try (var arena = Arena.ofConfined()) {
                        return Safetensors.parse(blobs.map(m, arena), "model").tensors().stream()
                                .mapToLong(TensorInfo::elements)
                                .sum();
                    }
                });
    }

    @Override
    public String waiting(Run run) {
        var reachable = reachable();
        return runtime.snapshot().waitingFor(run, reachable, now());
    }

    @Override
    public SortedMap<NodeId, Long> bytesUp(RunId run) {
        return traffic.up(run);
    }

    @Override
    public SortedMap<NodeId, Long> bytesDown(RunId run) {
        return traffic.down(run);
    }

    @Override
    public List<Bytes> entries(long from, int count) {
        return runtime.read(l -> l.entries(from, count));
    }

    @Override
    public List<Bytes> entries(SortedSet<Long> indexes) {
        return runtime.read(l -> l.entries(indexes));
    }

    @Override
    public String note() {
        return runtime.read(l -> l.checkpoint());
    }

    @Override
    public List<Sha256> inclusion(long index, long size) {
        return runtime.read(l -> l.inclusionProof(index, size));
    }

    @Override
    public LedgerIndex index() {
        return index;
    }
}
