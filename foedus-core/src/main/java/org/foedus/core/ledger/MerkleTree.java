package org.foedus.core.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Sha256;

/// The hash tree of RFC 6962 §2.1 (RFC 9162 §2.1): leaves are hashed with a 0x00 prefix, nodes with
/// 0x01. Grows by appending; keeps every complete subtree's hash, so roots and proofs of any past
/// size are at hand. Thread-safe: what the tree was at a size that stays is the same for every
/// reader, also while leaves are added or taken back behind it.
public final class MerkleTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    /// The root of a tree without leaves (RFC 9162 §2.1.1).
    private static final Sha256 EMPTY = Sha256.of(new byte[0]);

    /// levels.get(k).get(i) is the hash of the complete subtree over leaves [i·2^k, (i+1)·2^k).
    private final List<HashRow> levels = new ArrayList<>();

    private long size;

    public static Sha256 leafHash(byte[] entry) {
        return Sha256.of(LEAF, entry);
    }

    static Sha256 nodeHash(Sha256 left, Sha256 right) {
        return Sha256.of(NODE, left.bytes(), right.bytes());
    }

    public synchronized long size() {
        return size;
    }

    public synchronized void append(Sha256 leafHash) {
        level(0).add(leafHash.bytes());
        size++;
        int k = 0;
        while (level(k).size() % 2 == 0) {
            var row = level(k);
            level(++k).add(row.lastPairHash(NODE));
        }
    }

    /// Forgets the leaves from `newSize` on.
    public synchronized void truncate(long newSize) {
        requireSize(newSize);
        size = newSize;
        for (int k = 0; k < levels.size(); k++) {
            levels.get(k).truncate(Math.toIntExact(newSize >> k));
        }
    }

    public synchronized Sha256 root() {
        return root(size);
    }

    /// The root when the tree had `atSize` leaves.
    public synchronized Sha256 root(long atSize) {
        requireSize(atSize);
        return atSize == 0 ? EMPTY : subtree(0, atSize);
    }

    public synchronized Sha256 leaf(long index) {
        return level(0).get(Math.toIntExact(index));
    }

    /// The path of RFC 9162 §2.1.3.1 for leaf `index` in the tree of `atSize` leaves.
    public synchronized List<Sha256> inclusionProof(long index, long atSize) {
        requireSize(atSize);
        if (index < 0 || index >= atSize) {
            throw new IllegalArgumentException("leaf " + index + " of " + atSize);
        }
        var path = new ArrayList<Sha256>();
        path(index, 0, atSize, path);
        return path;
    }

    /// The proof of RFC 9162 §2.1.4.1 that the tree of `newSize` extends the tree of `oldSize`.
    public synchronized List<Sha256> consistencyProof(long oldSize, long newSize) {
        requireSize(newSize);
        if (oldSize < 0 || oldSize > newSize) {
            throw new IllegalArgumentException("sizes " + oldSize + " and " + newSize);
        }
        var proof = new ArrayList<Sha256>();
        if (oldSize > 0 && oldSize < newSize) {
            subproof(oldSize, 0, newSize, true, proof);
        }
        return proof;
    }

    private void subproof(long m, long from, long to, boolean complete, List<Sha256> proof) {
        if (m == to - from) {
            if (!complete) {
                proof.add(subtree(from, to));
            }
            return;
        }
        long split = split(to - from);
        if (m <= split) {
            subproof(m, from, from + split, complete, proof);
            proof.add(subtree(from + split, to));
        } else {
            subproof(m - split, from + split, to, false, proof);
            proof.add(subtree(from, from + split));
        }
    }

    private void path(long index, long from, long to, List<Sha256> path) {
        if (to - from == 1) {
            return;
        }
        long split = split(to - from);
        if (index - from < split) {
            path(index, from, from + split, path);
            path.add(subtree(from + split, to));
        } else {
            path(index, from + split, to, path);
            path.add(subtree(from, from + split));
        }
    }

    private Sha256 subtree(long from, long to) {
        long width = to - from;
        if (Long.bitCount(width) == 1) {
            int k = Long.numberOfTrailingZeros(width);
            return level(k).get(Math.toIntExact(from >> k));
        }
        long split = split(width);
        return nodeHash(subtree(from, from + split), subtree(from + split, to));
    }

    /// The largest power of two below `width`.
    private static long split(long width) {
        return Long.highestOneBit(width - 1);
    }

    private void requireSize(long atSize) {
        if (atSize < 0 || atSize > size) {
            throw new IllegalArgumentException("size " + atSize + " of a tree of " + size);
        }
    }

    private HashRow level(int k) {
        while (levels.size() <= k) {
            levels.add(new HashRow());
        }
        return levels.get(k);
    }

    /// The root that `proof` leads to from `leafHash` (RFC 9162 §2.1.3.2); empty if the proof has
    /// the wrong length.
    public static Optional<Sha256> rootFromInclusion(
            Sha256 leafHash, long index, long size, List<Sha256> proof) {
        if (index < 0 || index >= size) {
            return Optional.empty();
        }
        long fn = index;
        long sn = size - 1;
        var hash = leafHash;
        for (var step : proof) {
            if (sn == 0) {
                return Optional.empty();
            }
            if ((fn & 1) == 1 || fn == sn) {
                hash = nodeHash(step, hash);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                hash = nodeHash(hash, step);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 ? Optional.of(hash) : Optional.empty();
    }

    /// Whether `proof` shows that the tree (`newSize`, `newRoot`) extends (`oldSize`, `oldRoot`)
    /// (RFC 9162 §2.1.4.2).
    public static boolean consistent(
            long oldSize, Sha256 oldRoot, long newSize, Sha256 newRoot, List<Sha256> proof) {
        if (oldSize < 0 || oldSize > newSize) {
            return false;
        }
        if (oldSize == 0 && !oldRoot.equals(EMPTY)) {
            return false;
        }
        if (oldSize == newSize) {
            return proof.isEmpty() && oldRoot.equals(newRoot);
        }
        if (oldSize == 0) {
            return proof.isEmpty();
        }
        var path = new ArrayList<>(proof);
        if (Long.bitCount(oldSize) == 1) {
            path.addFirst(oldRoot);
        }
        if (path.isEmpty()) {
            return false;
        }
        long fn = oldSize - 1;
        long sn = newSize - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        var fr = path.getFirst();
        var sr = path.getFirst();
        for (var step : path.subList(1, path.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = nodeHash(step, fr);
                sr = nodeHash(step, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = nodeHash(sr, step);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fr.equals(oldRoot) && sr.equals(newRoot);
    }
}
