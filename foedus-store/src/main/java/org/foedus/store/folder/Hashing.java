package org.foedus.store.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.MerkleTree;

/// Digests of files, streamed through one chunk of memory.
final class Hashing {
    private Hashing() {}

    /// Feeds the first `bytes` bytes to `digest`; returns how many there were.
    static long feed(FileChannel file, long bytes, MessageDigest digest) throws IOException {
        var buffer = ByteBuffer.allocate(Blobs.CHUNK_BYTES);
        long done = 0;
        while (done < bytes) {
            int got = chunk(file, done, bytes, buffer);
            if (got == 0) {
                break;
            }
            digest.update(buffer.array(), 0, got);
            done += got;
        }
        return done;
    }

    static Sha256 chunkRoot(FileChannel file) throws IOException {
        long bytes = file.size();
        var buffer = ByteBuffer.allocate(Blobs.CHUNK_BYTES);
        var tree = new MerkleTree();
        for (long done = 0; done < bytes; done += buffer.limit()) {
            int got = chunk(file, done, bytes, buffer);
            if (got == 0) {
                throw new IOException("the file became shorter while it was read");
            }
            var chunk = new byte[got];
            buffer.get(0, chunk);
            tree.append(MerkleTree.leafHash(chunk));
        }
        return tree.root();
    }

    /// Reads the chunk at `from`, whole unless the file ends; leaves it in `buffer` up to its
    /// limit.
    private static int chunk(FileChannel file, long from, long end, ByteBuffer buffer)
            throws IOException {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - from));
        while (buffer.hasRemaining() && file.read(buffer, from + buffer.position()) >= 0) {
            // A read may return less than was asked for.
        }
        return buffer.flip().limit();
    }
}
