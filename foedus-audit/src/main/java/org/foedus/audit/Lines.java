package org.foedus.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Reads lines with a bound, whatever the file is.
final class Lines {
    private final InputStream in;
    private final int limit;
    private boolean tooLong;
    private boolean ended;
    private boolean atEnd;

    /// @param limit most bytes of a line, without its line feed
    Lines(InputStream in, int limit) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.limit = limit;
    }

    /// The next line without its line feed; empty at the end, and for an empty line: see
    /// [#atEnd()]. A line over the limit is cut, and the end: nothing behind it is read.
    byte[] next() throws IOException {
        var line = new ByteArrayOutputStream(512);
        atEnd = tooLong;
        if (tooLong) {
            return new byte[0];
        }
        int b = in.read();
        boolean nothing = b < 0;
        for (; b >= 0 && b != '\n' && !tooLong; b = in.read()) {
            if (line.size() < limit) {
                line.write(b);
            } else {
                tooLong = true;
            }
        }
        ended = b < 0;
        atEnd = nothing;
        return line.toByteArray();
    }

    /// Whether the last [#next()] found the end of the file and no line.
    boolean atEnd() {
        return atEnd;
    }

    /// Whether the last line was over the limit.
    boolean tooLong() {
        return tooLong;
    }

    /// What is wrong with the form of the last line; empty if nothing is.
    Optional<String> fault() {
        if (tooLong) {
            return Optional.of("expected at most " + limit + " bytes; nothing behind it is read");
        }
        return ended ? Optional.of("expected a line feed at its end") : Optional.empty();
    }
}
