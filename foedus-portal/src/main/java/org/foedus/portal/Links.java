package org.foedus.portal;

import java.nio.charset.StandardCharsets;

/// Where each page lives below the base path. The shell that serves the pages uses the same paths.
final class Links {
    private static final String UNRESERVED = "-_~";
    private static final String HEX = "0123456789ABCDEF";

    private final String base;

    Links(String basePath) {
        this.base = basePath;
    }

    String home() {
        return base + "/";
    }

    String api() {
        return base + "/api";
    }

    /// The name of a part of a page, as an id and after `#`.
    static String part(String kind, String name) {
        return kind + "-" + segment(name);
    }

    String section(Section section) {
        return base + section.path();
    }

    String mandate(String id) {
        return base + "/mandates/" + segment(id);
    }

    String run(String id) {
        return base + "/runs/" + segment(id);
    }

    String model(String sha256) {
        return base + "/models/" + segment(sha256);
    }

    String entry(long index) {
        return base + "/ledger/" + index;
    }

    /// The page of the ledger that ends just before an index.
    String ledgerBefore(long before) {
        return base + "/ledger?before=" + before;
    }

    String asset(String path, String version) {
        return base + "/assets/" + path + "?v=" + segment(version);
    }

    /// One path segment, percent-encoded. A segment of dots alone would climb in the path even when
    /// encoded, so its dots are encoded twice: such a link leads nowhere.
    static String segment(String text) {
        boolean dots = text.equals(".") || text.equals("..");
        var out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (isUnreserved(c) || c == '.' && !dots) {
                out.append(c);
            } else {
                out.append(dots ? "%25" : "%");
                out.append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            }
        }
        return out.toString();
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || UNRESERVED.indexOf(c) >= 0;
    }
}
