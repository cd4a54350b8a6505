package org.foedus.core.ledger;

import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;

/// Something private or erasable beside an entry, which names it by its salted digest only.
///
/// @param digest SHA-256(salt ‖ content)
/// @param salt 32 random bytes
/// @param readers who may read it: `public`, `member`, `operator`, or `subject:<member id>`
public record Body(Sha256 digest, Bytes salt, Bytes content, SortedSet<String> readers) {
    public static final int SALT_BYTES = 32;
    public static final int MAX_CONTENT_BYTES = 64 * 1024;

    public Body {
        readers = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(readers));
    }

    /// A body whose digest is computed from salt and content.
    public static Body of(Bytes salt, Bytes content, SortedSet<String> readers) {
        return new Body(Sha256.of(salt.array(), content.array()), salt, content, readers);
    }

    /// Whether the digest is that of salt and content.
    public boolean intact() {
        return salt.length() == SALT_BYTES
                && Sha256.of(salt.array(), content.array()).equals(digest);
    }
}
