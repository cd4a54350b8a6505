package org.foedus.link.keys;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.jspecify.annotations.Nullable;

/// One PEM block (RFC 7468): a label such as `PRIVATE KEY` and DER bytes.
public record Pem(String label, Bytes der) {
    public static final String PRIVATE_KEY = "PRIVATE KEY";
    public static final String PUBLIC_KEY = "PUBLIC KEY";
    public static final String CERTIFICATE = "CERTIFICATE";

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int LINE_CHARACTERS = 64;

    /// The blocks of `text` in their order; text between blocks is skipped.
    ///
    /// @throws FoedusException `BAD_FORMAT`, naming the line, when a block is cut off or not base64
    public static List<Pem> parse(String text) {
        var blocks = new ArrayList<Pem>();
        @Nullable String label = null;
        var base64 = new StringBuilder();
        int begin = 0;
        int number = 0;
        for (var raw : text.lines().toList()) {
            number++;
            var line = raw.strip();
            if (label == null) {
                if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
                    label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                    base64.setLength(0);
                    begin = number;
                }
            } else if (line.equals(END + label + DASHES)) {
                blocks.add(new Pem(label, decode(label, base64, begin)));
                label = null;
            } else {
                base64.append(line);
            }
        }
        if (label != null) {
            throw bad("the block " + label + " that begins on line " + begin + " has no end");
        }
        return List.copyOf(blocks);
    }

    private static Bytes decode(String label, CharSequence base64, int line) {
        try {
            return Bytes.of(Base64.getDecoder().decode(base64.toString()));
        } catch (IllegalArgumentException e) {
            throw bad("the block " + label + " that begins on line " + line + " is not base64");
        }
    }

    private static FoedusException bad(String what) {
        return new FoedusException(ErrorCode.BAD_FORMAT, what);
    }

    /// The block as lines of 64 characters, each ended by a line feed.
    public String text() {
        var encoder =
                Base64.getMimeEncoder(LINE_CHARACTERS, "\n".getBytes(StandardCharsets.US_ASCII));
        return BEGIN
                + label
                + DASHES
                + "\n"
                + encoder.encodeToString(der.array())
                + "\n"
                + END
                + label
                + DASHES
                + "\n";
    }
}
