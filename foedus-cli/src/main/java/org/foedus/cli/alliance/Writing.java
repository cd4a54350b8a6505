package org.foedus.cli.alliance;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.SortedSet;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.name.Names;

/// Texts that only some may read: the ledger names them by a salted digest, the hub keeps them as
/// bodies.
public final class Writing {
    /// Most characters of such a text.
    public static final int MAX_TEXT = 8000;

    private Writing() {}

    /// A text for `readers`.
    ///
    /// @param what it is, for the failure
    public static Body text(String what, String text, SortedSet<String> readers) {
        return body(Names.text(what, text, MAX_TEXT).getBytes(StandardCharsets.UTF_8), readers);
    }

    public static Body body(byte[] content, SortedSet<String> readers) {
        return Body.of(salt(), Bytes.of(content), readers);
    }

    static Bytes salt() {
        var salt = new byte[Body.SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return Bytes.of(salt);
    }

    /// The text of a body; empty where this key may not read it, or it was erased.
    public static Optional<String> read(Access by, Sha256 digest) {
        return bytes(by, digest).map(Bytes::utf8);
    }

    /// The bytes of a body; empty where this key may not read it, or it was erased.
    public static Optional<Bytes> bytes(Access by, Sha256 digest) {
        try {
            return Optional.of(by.hub().body(digest).content());
        } catch (FoedusException e) {
            boolean notForIt =
                    switch (e.code()) {
                        // a member that is suspended reads the ledger, and no bodies
                        case NOT_FOUND, NOT_ALLOWED, NOT_SIGNED_IN -> true;
                        default -> false;
                    };
            if (notForIt) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
