package org.foedus.audit;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.foedus.core.digest.Sha256;

/// `SHA256SUMS`, as `sha256sum` writes it: the digest of every other file of the folder, by
/// ascending path.
final class Sums {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([A-Za-z0-9./-]{1,100})");

    private Sums() {}

    static byte[] write(SortedMap<String, Sha256> sums) {
        var text = new StringBuilder();
        sums.forEach((path, sum) -> text.append(sum.hex()).append("  ").append(path).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// What the file lists; its problems are added.
    static SortedMap<String, Sha256> read(byte[] file, Problems problems) {
        var sums = new TreeMap<String, Sha256>();
        var text = new String(file, StandardCharsets.ISO_8859_1);
        int number = 0;
        int from = 0;
        while (from < text.length()) {
            number++;
            int end = text.indexOf('\n', from);
            var line = text.substring(from, end < 0 ? text.length() : end);
            from = end < 0 ? text.length() : end + 1;
            var place = new Place.Line(Layout.SUMS, number);
            var matcher = LINE.matcher(line);
            if (end < 0) {
                problems.add(place, "expected a line feed at its end");
            }
            if (!matcher.matches()) {
                problems.add(place, "expected a digest, two spaces and a path");
                continue;
            }
            var path = matcher.group(2);
            if (!Layout.known(path) || path.equals(Layout.SUMS)) {
                problems.add(place, "expected the path of a file of an export, found " + path);
            } else if (sums.put(path, new Sha256(matcher.group(1))) != null) {
                problems.add(place, "lists " + path + " again");
            } else if (!sums.lastKey().equals(path)) {
                problems.add(place, "expected paths in ascending order, found " + path);
            }
        }
        return sums;
    }
}
