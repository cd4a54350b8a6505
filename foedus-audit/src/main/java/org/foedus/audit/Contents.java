package org.foedus.audit;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.round.RoundState;

/// Hashes the files of the folder once and compares with `SHA256SUMS` and the blobs' names.
final class Contents {
    /// What a blob's bytes are.
    ///
    /// @param chunkRoot RFC 6962 root over its 256 KiB chunks
    record Facts(long bytes, Sha256 chunkRoot) {}

    private Contents() {}

    /// Returns the blobs that are what their names say. Of blobs only those are read that the
    /// ledger names, and only where they have as many bytes as it says: nothing else can count.
    ///
    /// @param sizes what the ledger says of each blob's bytes
    /// @param skip a file that is known to be broken
    static SortedMap<Sha256, Facts> check(
            Folder folder,
            SortedMap<Sha256, SortedSet<Long>> sizes,
            Optional<String> skip,
            Problems problems,
            Progress progress)
            throws IOException {
        var sums = Sums.read(folder, problems);
        var blobs = new TreeMap<Sha256, Facts>();
        long total = folder.files().values().stream().mapToLong(Long::longValue).sum();
        long done = 0;
        for (var file : folder.files().entrySet()) {
            var path = file.getKey();
            var blob = Layout.blobAt(path);
            boolean read =
                    !path.equals(Layout.SUMS)
                            && !skip.equals(Optional.of(path))
                            && (blob.isEmpty()
                                    || due(blob.get(), file.getValue(), sizes, problems));
            if (!read) {
                continue;
            }
            progress.at("files", done, total);
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
        return blobs;
    }

    private static boolean due(
            Sha256 blob, long size, SortedMap<Sha256, SortedSet<Long>> sizes, Problems problems) {
        var expected = sizes.get(blob);
        var place = new Place.Blob(blob);
        problems.unless(expected != null, place, "no entry that could be read names it: not read");
        boolean fits = expected != null && expected.contains(size);
        problems.unless(
                expected == null || fits,
                place,
                "expected "
                        + expected
                        + " bytes, as the ledger says, found "
                        + size
                        + ": not read");
        return fits;
    }

    /// What a ledger says of its blobs' bytes.
    static SortedMap<Sha256, SortedSet<Long>> sizes(AllianceState state) {
        var sizes = new TreeMap<Sha256, SortedSet<Long>>();
        for (var run : state.runs().values()) {
            add(sizes, run.initialModel(), run.modelBytes());
            for (var round : run.rounds().values()) {
                if (round instanceof RoundState.Published published) {
                    add(sizes, published.model(), run.modelBytes());
                    published.optimizerState().ifPresent(s -> add(sizes, s, run.modelBytes()));
                }
                round.work().values().stream()
                        .flatMap(work -> work.done().stream())
                        .flatMap(d -> d.claim().outputs().values().stream())
                        .forEach(output -> add(sizes, output.sha256(), output.bytes()));
            }
        }
        return sizes;
    }

    private static void add(SortedMap<Sha256, SortedSet<Long>> sizes, Sha256 digest, long bytes) {
        sizes.computeIfAbsent(digest, _ -> new TreeSet<>()).add(bytes);
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
