package org.foedus.portal.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.protocol.json.Json;
import tools.jackson.databind.JsonNode;

/// Which entries of a ledger have which words: names, digests and words of texts, in lower case.
/// Grows as the ledger does, when it is asked, up to a size: then words are forgotten that no newer
/// entry has, of the oldest entries first. Thread-safe.
public final class LedgerIndex {
    /// Most entries that one question adds; what is beyond them is found by a later one.
    static final int MOST_AT_ONCE = 20_000;

    /// Most words of one entry that are kept.
    static final int MOST_WORDS = 64;

    static final int MAX_QUESTION = 200;
    private static final int MOST_QUESTION_WORDS = 8;
    private static final int BATCH = 100;

    /// Most bytes of heap, as they are counted here: 32 MiB.
    private static final long MOST_BYTES = 32L << 20;

    /// What a word takes beside its letters.
    private static final long WORD_BYTES = 160;

    /// So many entries come between two that words are forgotten for.
    private static final int BETWEEN_FORGETTING = 1_000;

    private static final int MIN_WORD = 2;
    private static final int MAX_WORD = 64;
    private static final char TYPE = '=';
    private static final char LAST = '\uFFFF';
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._-]+");

    private static final Pattern WITHIN = Pattern.compile("[._-]+");

    private final ReentrantLock turn = new ReentrantLock();
    private final TreeMap<String, Places> entries = new TreeMap<>();
    private final BitSet open = new BitSet();
    private final long mostBytes;
    private long bytes;
    private int size;
    private int forgot;

    public LedgerIndex() {
        this(MOST_BYTES);
    }

    /// @param mostBytes more than this words take for a moment only
    LedgerIndex(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    long bytes() {
        return bytes;
    }

    /// What fits.
    ///
    /// @param indexes of entries, newest first
    /// @param more whether there are older ones
    /// @param searched how many entries were looked through, from the first on
    record Found(List<Long> indexes, boolean more, long searched) {
        Found {
            indexes = List.copyOf(indexes);
        }
    }

    /// Types of entries that there are; for the public, of those that it may read.
    List<String> types(AllianceState state, Outside outside, boolean member) {
        turn.lock();
        try {
            grow(state, outside);
            var types = new ArrayList<String>();
            entries.subMap(TYPE + "", true, TYPE + "" + LAST, true)
                    .forEach((term, places) -> {
                        if (member || places.any(open)) {
                            types.add(term.substring(1));
                        }
                    });
            return types;
        } finally {
            turn.unlock();
        }
    }

    /// Entries below `before` that have all words, or words that begin so.
    ///
    /// @param member whether also entries count that the public may not read
    Found find(
            AllianceState state,
            Outside outside,
            String words,
            String type,
            boolean member,
            long before,
            int count) {
        turn.lock();
        try {
            grow(state, outside);
            var fits = new BitSet(size);
            fits.set(0, size);
            if (!member) {
                fits.and(open);
            }
            if (!type.isEmpty()) {
                fits.and(having(TYPE + type, TYPE + type));
            }
            for (var word : asked(words)) {
                fits.and(having(word, word + LAST));
            }
            var indexes = new ArrayList<Long>();
            int at = fits.previousSetBit((int) Math.min(before, size) - 1);
            while (at >= 0 && indexes.size() < count) {
                indexes.add((long) at);
                at = fits.previousSetBit(at - 1);
            }
            return new Found(indexes, at >= 0, size);
        } finally {
            turn.unlock();
        }
    }

    private static SortedSet<String> asked(String words) {
        var asked = new TreeSet<String>();
        for (var word : BETWEEN.split(lower(words))) {
            if (!word.isEmpty() && asked.size() < MOST_QUESTION_WORDS) {
                asked.add(word);
            }
        }
        return asked;
    }

    private BitSet having(String from, String to) {
        var any = new BitSet(size);
        entries.subMap(from, true, to, true).values().forEach(p -> p.into(any));
        return any;
    }

    private void grow(AllianceState state, Outside outside) {
        if (state.size() < size) {
            // The members went on from an earlier entry: see the recovery of a ledger.
            entries.clear();
            open.clear();
            size = 0;
            bytes = 0;
            forgot = 0;
        }
        long until = Math.min(state.size(), size + MOST_AT_ONCE);
        while (size < until) {
            var lines = outside.entries(size, (int) Math.min(BATCH, until - size));
            if (lines.isEmpty()) {
                return;
            }
            lines.forEach(line -> add(state, line));
        }
    }

    private void add(AllianceState state, Bytes line) {
        var entry = EntryCodec.read(line);
        put(TYPE + EntryCodec.type(entry));
        var words = new TreeSet<String>();
        words.add(MerkleTree.leafHash(line.array()).hex());
        if (entry instanceof Entry.Claimed claimed) {
            var party = state.parties().get(claimed.envelope().key());
            if (party != null) {
                words.add(lower(party.label()));
                party.of().ifPresent(m -> words.add(lower(m.value())));
            }
            collect(Json.tree(claimed.envelope().payload().array()), words);
        } else {
            collect(Json.tree(line.array()), words);
        }
        words.forEach(this::put);
        open.set(size, Openness.open(entry));
        size++;
        if (bytes > mostBytes && size >= forgot + BETWEEN_FORGETTING) {
            forget();
        }
    }

    /// Down to half of the most, or to the words of the newest entries.
    private void forget() {
        forgot = size;
        int from = size / 2;
        while (bytes > mostBytes / 2 && from < size - BETWEEN_FORGETTING / 2) {
            int kept = from;
            entries.entrySet()
                    .removeIf(e -> e.getKey().charAt(0) != TYPE && e.getValue().last() < kept);
            bytes = 0;
            entries.forEach((term, places) -> bytes += weight(term) + places.bytes());
            from += Math.max(1, (size - from) / 2);
        }
    }

    private static long weight(String term) {
        return WORD_BYTES + term.length();
    }

    private void put(String term) {
        var places = entries.get(term);
        if (places == null) {
            places = new Places();
            entries.put(term, places);
            bytes += weight(term);
        }
        bytes += places.add(size);
    }

    private static void collect(JsonNode node, SortedSet<String> words) {
        if (node.isString()) {
            for (var word : BETWEEN.split(lower(node.asString()))) {
                keep(word, words);
                for (var part : WITHIN.split(word)) {
                    keep(part, words);
                }
            }
        }
        for (var child : node) {
            collect(child, words);
        }
    }

    private static void keep(String word, SortedSet<String> words) {
        boolean fits = word.length() >= MIN_WORD && word.length() <= MAX_WORD;
        if (fits && words.size() < MOST_WORDS) {
            words.add(word);
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// Where a word is, ascending: most words are in few entries.
    private static final class Places {
        private int[] at = new int[1];
        private int count;

        /// Returns how many bytes that took.
        long add(int index) {
            long before = bytes();
            if (count == at.length) {
                at = Arrays.copyOf(at, 2 * count);
            }
            at[count++] = index;
            return bytes() - before;
        }

        long bytes() {
            return (long) Integer.BYTES * at.length;
        }

        int last() {
            return at[count - 1];
        }

        void into(BitSet set) {
            for (int i = 0; i < count; i++) {
                set.set(at[i]);
            }
        }

        boolean any(BitSet set) {
            for (int i = 0; i < count; i++) {
                if (set.get(at[i])) {
                    return true;
                }
            }
            return false;
        }
    }
}
