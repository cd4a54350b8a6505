package org.foedus.hub.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether an answer is compressed (RFC 9110, 12.5.3): gzip, or not at all.
final class Compression {
    private static final Set<String> TYPES =
            Set.of(
                    "application/json",
                    "application/yaml",
                    "application/x-ndjson",
                    "application/atom+xml",
                    "application/javascript",
                    "image/svg+xml");

    private Compression() {}

    static boolean worthIt(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        var type = contentType.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/") && !type.equals("text/event-stream")
                || TYPES.contains(type);
    }

    /// @param accepted the values of `Accept-Encoding`
    static boolean wanted(List<String> accepted) {
        boolean any = false;
        for (var value : accepted) {
            for (var part : value.split(",", -1)) {
                var coding = part.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
                boolean some = !part.replaceAll("\\s", "").matches(".*;q=0(\\.0*)?");
                if (coding.equals("gzip") || coding.equals("x-gzip")) {
                    return some;
                }
                any |= coding.equals("*") && some;
            }
        }
        return any;
    }
}
