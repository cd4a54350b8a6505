package org.foedus.link.tls;

import org.foedus.core.signature.Envelope;

/// A statement beside the envelope that carries it; nothing is verified yet.
public record SignedStatement(Envelope envelope, HubStatement statement) {}
