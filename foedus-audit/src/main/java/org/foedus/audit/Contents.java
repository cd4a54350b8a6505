package org.foedus.audit;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.MerkleTree;

/// Hashes every file of the folder once and compares with `SHA256SUMS` and the blobs' names.
final class Contents {
    /// What a blob's bytes are.
    ///
    /// @param chunkRoot RFC 6962 root over its 256 KiB chunks
    record Facts(long bytes, Sha256 chunkRoot) {}

    private Contents() {}

    /// Returns the blobs that are what their names say.
    static SortedMap<Sha256, Facts> check(Folder folder, Problems problems, Progress progress)
            throws IOException {
        var file = folder.read(Layout.SUMS, Layout.MAX_SUMS_BYTES, problems);
        var sums = file.map(f -> Sums.read(f, problems)).orElseGet(TreeMap::new);
        var blobs = new TreeMap<Sha256, Facts>();
        long total = folder.files().values().stream().mapToLong(Long::longValue).sum();
        long done = 0;
        for (var path : folder.files().keySet()) {
            if (path.equals(Layout.SUMS)) {
                continue;
            }
            progress.at("files", done, total);
            var blob = Layout.blobAt(path);
            var place = blob.<Place>map(Place.Blob::new).orElseGet(() -> new Place.File(path));
            var digests = new Digests();
            long size = read(folder, path, digests, blob.isPresent());
            done += size;
            var found = Sha256.of(digests.whole);
            compare(place, path, Optional.ofNullable(sums.get(path)), found, problems);
            if (blob.isPresent() && blob.get().equals(found)) {
                blobs.put(found, new Facts(size, digests.chunks.root()));
            } else if (blob.isPresent()) {
                problems.add(place, "its bytes have the digest " + found);
            }
        }
        for (var path : sums.keySet()) {
            if (!folder.has(path)) {
                problems.file(path, "is listed in " + Layout.SUMS + " and not in the folder");
            }
        }
        return blobs;
    }

    private static void compare(
            Place place, String path, Optional<Sha256> listed, Sha256 found, Problems problems) {
        if (listed.isEmpty()) {
            problems.add(place, "is not listed in " + Layout.SUMS);
        } else if (!listed.get().equals(found)) {
            problems.add(
                    place,
                    "expected the digest "
                            + listed.get()
                            + ", as "
                            + Layout.SUMS
                            + " has it for "
                            + path
                            + ", found "
                            + found);
        }
    }

    private static final class Digests {
        private final java.security.MessageDigest whole = Sha256.newDigest();
        private final MerkleTree chunks = new MerkleTree();
    }

    /// Returns the number of bytes read.
    private static long read(Folder folder, String path, Digests digests, boolean chunked)
            throws IOException {
        long size = 0;
        try (var in = folder.open(path)) {
            for (var chunk = in.readNBytes(Blobs.CHUNK_BYTES);
                    chunk.length > 0;
                    chunk = in.readNBytes(Blobs.CHUNK_BYTES)) {
                digests.whole.update(chunk);
                if (chunked) {
                    digests.chunks.append(MerkleTree.leafHash(chunk));
                }
                size += chunk.length;
            }
        }
        return size;
    }
}
