package org.foedus.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Blob;
import org.foedus.core.digest.Sha256;
import org.foedus.protocol.json.Json;

/// `manifest.json`: what the folder says of itself. Nothing in it is trusted.
///
/// @param alliance leaf hash of the founding entry
/// @param name of the alliance, as its charter has it
/// @param createdBy the program and its version
/// @param entries number of lines of `entries.jsonl`
/// @param root of the ledger's tree
/// @param updates whether updates and optimizer states were to be exported
/// @param blobs in ascending digest
record Manifest(
        String format,
        Sha256 alliance,
        String name,
        String createdBy,
        long entries,
        Sha256 root,
        boolean updates,
        List<Listed> blobs) {
    Manifest {
        blobs = List.copyOf(blobs);
    }

    /// A blob in the folder.
    ///
    /// @param uses what the ledger calls it, sorted
    record Listed(Sha256 sha256, long bytes, List<String> uses) {
        Listed {
            uses = List.copyOf(uses);
        }
    }

    byte[] write() {
        var text = Json.pretty(Json.write(this)).replace("\r\n", "\n") + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// What the ledger says about each of its blobs.
    static SortedMap<Sha256, List<String>> uses(AllianceState state) {
        var uses = new TreeMap<Sha256, List<String>>();
        for (var blob : state.blobs().entrySet()) {
            var origins = blob.getValue().origins();
            var labels = new ArrayList<>(origins.stream().map(Manifest::label).toList());
            Collections.sort(labels);
            uses.put(blob.getKey(), labels.stream().distinct().toList());
        }
        return uses;
    }

    private static String label(Blob.Origin origin) {
        return switch (origin) {
            case Blob.Origin.Model m -> "model of " + m.run();
            case Blob.Origin.OptimizerState o -> "optimizer state of " + o.run();
            case Blob.Origin.Update u -> "update " + u.work();
        };
    }

    /// Whether an export without updates has it.
    static boolean model(AllianceState state, Sha256 digest) {
        var blob = state.blobs().get(digest);
        return blob != null && blob.model();
    }
}
