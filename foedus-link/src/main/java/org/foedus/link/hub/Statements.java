package org.foedus.link.hub;

import java.util.TreeSet;
import java.util.stream.Collectors;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.link.tls.HubStatement;
import org.foedus.link.tls.SignedStatement;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;

/// The answer of `GET /api/v1/hub`: an envelope of a [Api.Statement].
public final class Statements {
    private Statements() {}

    /// Parses and verifies nothing; fits [org.foedus.link.tls.StatementReader].
    public static SignedStatement read(byte[] body) {
        var envelope = EnvelopeCodec.read(body);
        var statement = payload(envelope);
        var pins =
                statement.tlsPins().stream()
                        .map(Sha256::hex)
                        .collect(Collectors.toCollection(TreeSet::new));
        return new SignedStatement(
                envelope,
                new HubStatement(
                        statement.identity(),
                        statement.alliance().hex(),
                        pins,
                        statement.addresses(),
                        statement.at(),
                        statement.expires()));
    }

    static Api.Statement payload(Envelope envelope) {
        if (!envelope.payloadType().equals(Envelope.HUB_STATEMENT)) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT, "expected a payload of type " + Envelope.HUB_STATEMENT);
        }
        return Json.read(envelope.payload().array(), Api.Statement.class);
    }
}
