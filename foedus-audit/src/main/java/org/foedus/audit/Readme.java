package org.foedus.audit;

import java.nio.charset.StandardCharsets;

/// The `README.md` of an export.
final class Readme {
    private Readme() {}

    static byte[] text(Manifest manifest) {
        var text =
                """
                # %s

                The ledger of an AI alliance, exported from Foedus: %d entries, up to the checkpoint.
                `entries.jsonl` holds what was decided and claimed, with every signature; `blobs/` the models%s.

                Check it, without a hub and without a network:

                    foedus verify --hub-key <fingerprint> --checkpoint <a witness's note> <this folder>

                Get the fingerprint and the note from someone you trust, not from this folder.
                `sha256sum -c SHA256SUMS` finds damage, but no forgery.
                """
                        .formatted(
                                manifest.name().replace('\n', ' '),
                                manifest.entries(),
                                manifest.updates() ? ", updates and optimizer states" : "");
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
