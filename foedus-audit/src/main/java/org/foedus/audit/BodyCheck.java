package org.foedus.audit;

import java.io.IOException;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.protocol.json.Json;

/// The bodies in the folder: named by the ledger, not erased, and what their digests say.
final class BodyCheck {
    private BodyCheck() {}

    /// @param complete whether the whole ledger was replayed, so that a body's name can be missed
    static void check(Folder folder, BodyDigests bodies, boolean complete, Problems problems)
            throws IOException {
        for (var path : folder.files().keySet()) {
            var digest = Layout.bodyAt(path);
            if (digest.isPresent()) {
                content(folder, path, digest.get(), problems);
                if (complete) {
                    named(path, digest.get(), bodies, problems);
                }
            }
        }
    }

    private static void content(Folder folder, String path, Sha256 digest, Problems problems)
            throws IOException {
        var file = folder.read(path, Layout.MAX_SMALL_FILE_BYTES, problems);
        if (file.isEmpty()) {
            return;
        }
        try {
            var body = Json.read(file.get(), Body.class);
            problems.unless(
                    body.digest().equals(digest) && body.intact(),
                    new Place.File(path),
                    "expected salt and content with the digest in its name");
        } catch (FoedusException e) {
            problems.file(path, e.reason());
        }
    }

    private static void named(String path, Sha256 digest, BodyDigests bodies, Problems problems) {
        var erased = bodies.erased().get(digest);
        if (erased != null) {
            problems.file(path, "was erased by entry " + erased + " and is still here");
        } else if (!bodies.kept().contains(digest)) {
            problems.file(path, "the ledger names no such body");
        }
    }
}
