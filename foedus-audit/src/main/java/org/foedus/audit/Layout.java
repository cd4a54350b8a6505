package org.foedus.audit;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;

/// The names in an export's folder, and the limits of the files.
final class Layout {
    static final String FORMAT = "foedus-export/1";

    static final String MANIFEST = "manifest.json";
    static final String ENTRIES = "entries.jsonl";
    static final String LEAVES = "leaves.txt";
    static final String CHECKPOINT = "checkpoint";
    static final String HUB_KEY = "hub-key";
    static final String README = "README.md";
    static final String SUMS = "SHA256SUMS";
    static final String BLOBS = "blobs";
    static final String BODIES = "bodies";

    /// In a backup only: the hub's own files.
    static final String HUB = "hub";

    static final String HUB_KEYS = "hub/keys";
    static final String HUB_SETTINGS = "hub/hub.json";
    static final String HUB_IDENTITY = "hub/keys/identity.pem";

    private static final SortedSet<String> HUB_FILES =
            new TreeSet<>(java.util.List.of(HUB_SETTINGS, HUB_IDENTITY));

    static final SortedSet<String> FOLDERS =
            new TreeSet<>(java.util.List.of(BLOBS, BODIES, HUB, HUB_KEYS));

    /// Every export has these.
    static final SortedSet<String> FILES =
            new TreeSet<>(
                    java.util.List.of(
                            MANIFEST, ENTRIES, LEAVES, CHECKPOINT, HUB_KEY, README, SUMS));

    static final int MAX_ENTRIES = 1 << 21;
    static final int MAX_BLOBS = 1 << 17;
    static final int MAX_BODIES = 1 << 18;
    static final int MAX_MANIFEST_BYTES = 48 << 20;
    static final int MAX_SUMS_BYTES = 96 << 20;
    static final int MAX_SMALL_FILE_BYTES = 128 << 10;

    /// Most bytes of a file that is read line by line.
    static final long MAX_ENTRIES_BYTES = (long) MAX_ENTRIES * (Ledger.MAX_ENTRY_BYTES + 1);

    static final long MAX_LEAVES_BYTES = (long) MAX_ENTRIES * (2 * Sha256.BYTES + 1);

    private static final Pattern BLOB = Pattern.compile("blobs/([0-9a-f]{64})");
    private static final Pattern BODY = Pattern.compile("bodies/([0-9a-f]{64})\\.json");

    private Layout() {}

    static String blob(Sha256 digest) {
        return BLOBS + "/" + digest.hex();
    }

    static String body(Sha256 digest) {
        return BODIES + "/" + digest.hex() + ".json";
    }

    /// The blob that a path names, if it has a blob's path.
    static Optional<Sha256> blobAt(String path) {
        return match(BLOB, path);
    }

    /// The body that a path names, if it has a body's path.
    static Optional<Sha256> bodyAt(String path) {
        return match(BODY, path);
    }

    /// Most bytes of a file with this name; larger ones are not opened. A blob has as many as the
    /// ledger says.
    static long limit(String path) {
        return switch (path) {
            case ENTRIES -> MAX_ENTRIES_BYTES;
            case LEAVES -> MAX_LEAVES_BYTES;
            case MANIFEST -> MAX_MANIFEST_BYTES;
            case SUMS -> MAX_SUMS_BYTES;
            case CHECKPOINT -> Checkpoint.MAX_NOTE_BYTES;
            default -> blobAt(path).isPresent() ? Long.MAX_VALUE : MAX_SMALL_FILE_BYTES;
        };
    }

    static boolean known(String path) {
        return FILES.contains(path)
                || HUB_FILES.contains(path)
                || blobAt(path).isPresent()
                || bodyAt(path).isPresent();
    }

    private static Optional<Sha256> match(Pattern pattern, String path) {
        var matcher = pattern.matcher(path);
        return matcher.matches() ? Optional.of(new Sha256(matcher.group(1))) : Optional.empty();
    }
}
