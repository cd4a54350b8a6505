package org.foedus.hub.alliance;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.signature.PublicKey;

/// Which entry has the claim of a key with this payload: two numbers a claim, in a table of open
/// addresses. Thread-safe.
///
/// A number may stand for another claim, or for an entry that was not appended in the end: whoever
/// asks compares the entry.
final class ClaimIndex {
    private static final int FIRST_PLACES = 1024;
    private static final long FREE = -1;

    private long[] tags = new long[FIRST_PLACES];
    private long[] entries = free(FIRST_PLACES);
    private int size;

    private static long[] free(int places) {
        var entries = new long[places];
        Arrays.fill(entries, FREE);
        return entries;
    }

    /// Takes note of entry `index`, if it is a claim.
    void note(Entry entry, long index) {
        if (entry instanceof Entry.Claimed c) {
            put(tag(c.envelope().key(), c.envelope().payload().sha256()), index);
        }
    }

    /// The newest entry with this claim, if any may have it.
    synchronized OptionalLong find(PublicKey key, Sha256 payload) {
        int place = place(tags, entries, tag(key, payload));
        return entries[place] == FREE ? OptionalLong.empty() : OptionalLong.of(entries[place]);
    }

    private synchronized void put(long tag, long index) {
        if (size * 2 >= tags.length) {
            grow();
        }
        int place = place(tags, entries, tag);
        if (entries[place] == FREE) {
            size++;
        }
        tags[place] = tag;
        entries[place] = index;
    }

    private void grow() {
        var moreTags = new long[Math.multiplyExact(tags.length, 2)];
        var moreEntries = free(moreTags.length);
        for (int i = 0; i < tags.length; i++) {
            if (entries[i] != FREE) {
                int place = place(moreTags, moreEntries, tags[i]);
                moreTags[place] = tags[i];
                moreEntries[place] = entries[i];
            }
        }
        tags = moreTags;
        entries = moreEntries;
    }

    /// Where `tag` is, or would be.
    private static int place(long[] tags, long[] entries, long tag) {
        int mask = tags.length - 1;
        int place = (int) tag & mask;
        while (entries[place] != FREE && tags[place] != tag) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /// Nobody can choose two claims that share one: it is a part of a SHA-256.
    private static long tag(PublicKey key, Sha256 payload) {
        return ByteBuffer.wrap(Sha256.of(key.raw(), payload.bytes()).bytes()).getLong();
    }
}
