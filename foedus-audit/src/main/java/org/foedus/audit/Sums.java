package org.foedus.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.foedus.core.digest.Sha256;

/// `SHA256SUMS`, as `sha256sum` writes it: the digest of every other file of the folder, by
/// ascending path.
final class Sums {
    private static final int MAX_LINE = 2 * Sha256.BYTES + 2 + 100;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([A-Za-z0-9./-]{1,100})");

    private Sums() {}

    static byte[] write(SortedMap<String, Sha256> sums) {
        var text = new StringBuilder();
        sums.forEach((path, sum) -> text.append(sum.hex()).append("  ").append(path).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// What the file lists of the folder's files; its problems are added.
    static SortedMap<String, Sha256> read(Folder folder, Problems problems) throws IOException {
        var sums = new TreeMap<String, Sha256>();
        if (!folder.has(Layout.SUMS)) {
            return sums;
        }
        try (var in = folder.open(Layout.SUMS)) {
            var lines = new Lines(in, MAX_LINE);
            var last = "";
            int number = 0;
            for (var line = lines.next(); !lines.atEnd(); line = lines.next()) {
                var place = new Place.Line(Layout.SUMS, ++number);
                if (number > Folder.MAX_NAMES) {
                    problems.add(place, "expected at most " + Folder.MAX_NAMES + " lines");
                    break;
                }
                lines.fault().ifPresent(fault -> problems.add(place, fault));
                var matcher = LINE.matcher(new String(line, StandardCharsets.ISO_8859_1));
                if (!matcher.matches()) {
                    problems.add(place, "expected a digest, two spaces and a path");
                    continue;
                }
                var path = matcher.group(2);
                listed(folder, path, last, place, problems);
                last = path;
                if (folder.has(path)) {
                    sums.put(path, new Sha256(matcher.group(1)));
                }
            }
        }
        return sums;
    }

    private static void listed(
            Folder folder, String path, String last, Place place, Problems problems) {
        if (!Layout.known(path) || path.equals(Layout.SUMS)) {
            problems.add(place, "expected the path of a file of an export, found " + path);
        } else if (last.equals(path)) {
            problems.add(place, "lists " + path + " again");
        } else if (last.compareTo(path) > 0) {
            problems.add(place, "expected paths in ascending order, found " + path);
        } else if (!folder.has(path)) {
            problems.file(path, "is listed in " + Layout.SUMS + " and not in the folder");
        }
    }
}
