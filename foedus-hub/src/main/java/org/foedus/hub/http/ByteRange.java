package org.foedus.hub.http;

import java.util.Optional;
import java.util.regex.Pattern;

/// Which part of a file is asked for (RFC 9110, section 14).
///
/// @param from the first byte
/// @param to after the last one
/// @param part whether it was asked for, be it all
record ByteRange(long from, long to, boolean part) {
    private static final Pattern ONE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");
    private static final int MAX_DIGITS = 18;

    /// What is asked, of `size` bytes called `etag`. All of them where the header asks for no part,
    /// for several, or for one of something else; empty where there is no such part.
    static Optional<ByteRange> of(Exchange ctx, long size, String etag) {
        var all = Optional.of(new ByteRange(0, size, false));
        var header = ctx.header("Range");
        var only = ctx.header("If-Range");
        if (header == null
                || !ctx.method().equals("GET")
                || only != null && !only.strip().equals(etag)) {
            return all;
        }
        var asked = ONE.matcher(header.strip());
        if (!asked.matches() || asked.group(1).isEmpty() && asked.group(2).isEmpty()) {
            return all;
        }
        long last = number(asked.group(2), Long.MAX_VALUE - 1);
        if (asked.group(1).isEmpty()) {
            return last == 0 || size == 0
                    ? Optional.empty()
                    : Optional.of(new ByteRange(Math.max(0, size - last), size, true));
        }
        long from = number(asked.group(1), 0);
        if (last < from) {
            return all;
        }
        return from >= size
                ? Optional.empty()
                : Optional.of(new ByteRange(from, Math.min(size, last + 1), true));
    }

    private static long number(String digits, long otherwise) {
        if (digits.isEmpty()) {
            return otherwise;
        }
        return digits.length() > MAX_DIGITS ? Long.MAX_VALUE - 1 : Long.parseLong(digits);
    }

    long bytes() {
        return to - from;
    }
}
