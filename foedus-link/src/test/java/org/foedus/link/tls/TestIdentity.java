package org.foedus.link.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.KeyFile;

/// A hub identity whose statements are lines of plain text.
public record TestIdentity(Signer signer) {
    public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    public static TestIdentity in(Path folder, String name) {
        return new TestIdentity(KeyFile.create(folder.resolve(name)));
    }

    public Sha256 fingerprint() {
        return signer.publicKey().fingerprint();
    }

    /// The answer of `GET /api/v1/hub`.
    public byte[] statement(Instant at, String... pins) {
        return statement(Envelope.HUB_STATEMENT, at, pins);
    }

    public byte[] statement(String payloadType, Instant at, String... pins) {
        var payload =
                Bytes.utf8(at + " " + at.plus(Duration.ofHours(1)) + " " + String.join(",", pins));
        var envelope = Envelope.sign(payloadType, payload, signer);
        return String.join(
                        "\n",
                        payloadType,
                        envelope.key().hex(),
                        HexFormat.of().formatHex(envelope.signature().array()),
                        payload.utf8())
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Reads what [#statement] writes.
    public static SignedStatement read(byte[] body) {
        var lines = new String(body, StandardCharsets.UTF_8).lines().toList();
        if (lines.size() != 4) {
            throw new FoedusException(ErrorCode.BAD_FORMAT, "not four lines");
        }
        var envelope =
                new Envelope(
                        lines.get(0),
                        Bytes.utf8(lines.get(3)),
                        new PublicKey(lines.get(1)),
                        Bytes.of(HexFormat.of().parseHex(lines.get(2))));
        var fields = lines.get(3).split(" ");
        return new SignedStatement(
                envelope,
                new HubStatement(
                        envelope.key(),
                        "test-alliance",
                        new TreeSet<>(List.of(fields[2].split(","))),
                        List.of("127.0.0.1:1"),
                        Instant.parse(fields[0]),
                        Instant.parse(fields[1])));
    }
}
