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

    /// The next line without its line feed, cut at the limit; empty at the end of the file, and for
    /// an empty line: see [#atEnd()].
    byte[] next() throws IOException {
        var line = new ByteArrayOutputStream(512);
        tooLong = false;
        int b = in.read();
        boolean nothing = b < 0;
        for (; b >= 0 && b != '\n'; b = in.read()) {
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

    /// What is wrong with the form of the last line; empty if nothing is.
    Optional<String> fault() {
        if (tooLong) {
            return Optional.of("expected at most " + limit + " bytes");
        }
        return ended ? Optional.of("expected a line feed at its end") : Optional.empty();
    }
}
