package org.foedus.link.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.link.address.HubAddress;
import org.jspecify.annotations.Nullable;

/// Decides whether a statement, and the certificate beside which it came, are the pinned hub's.
public final class StatementCheck {
    public static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);

    private StatementCheck() {}

    /// The statement, once the pinned key has signed it, it lists the presented certificate's key,
    /// and its time is within [#MAX_CLOCK_SKEW] of `now`.
    ///
    /// @param presented the leaf certificate of the connection on which the statement came
    /// @throws FoedusException `WRONG_HUB_KEY`, `TLS_INTERCEPTED`, `CLOCK_SKEW`
    public static HubStatement verify(
            HubAddress hub,
            Sha256 fingerprint,
            SignedStatement signed,
            X509Certificate presented,
            Instant now) {
        var statement = signed.statement();
        requireIdentity(hub, fingerprint, signed);
        if (!TlsPin.listed(statement.tlsPins(), presented)) {
            throw intercepted(hub, presented, null);
        }
        requireTime(hub, statement, now);
        return statement;
    }

    private static void requireIdentity(
            HubAddress hub, Sha256 fingerprint, SignedStatement signed) {
        var envelope = signed.envelope();
        var found = envelope.key().fingerprint();
        if (!found.equals(fingerprint)) {
            throw wrongKey(
                    hub,
                    "its identity key has the fingerprint " + found + ", expected " + fingerprint);
        }
        if (!envelope.payloadType().equals(Envelope.HUB_STATEMENT)
                || !signed.statement().identity().equals(envelope.key())) {
            throw wrongKey(hub, "its statement is not one that this key makes about itself");
        }
        if (!envelope.verified()) {
            throw wrongKey(hub, "the signature under its statement does not hold");
        }
    }

    private static FoedusException wrongKey(HubAddress hub, String why) {
        return new FoedusException(
                ErrorCode.WRONG_HUB_KEY,
                "what answers at "
                        + hub
                        + " is another hub, or an impostor: "
                        + why
                        + ". Nothing was sent to it. Check the address, and compare the"
                        + " fingerprint with the hub's operator by another way");
    }

    private static void requireTime(HubAddress hub, HubStatement statement, Instant now) {
        var skew = Duration.between(statement.at(), now);
        if (skew.abs().compareTo(MAX_CLOCK_SKEW) > 0) {
            throw new FoedusException(
                    ErrorCode.CLOCK_SKEW,
                    "the clocks differ by "
                            + skew.abs().toSeconds()
                            + " s: it is "
                            + statement.at()
                            + " at the hub "
                            + hub
                            + " and "
                            + now
                            + " here; at most "
                            + MAX_CLOCK_SKEW.toSeconds()
                            + " s are allowed. Set the clock that is wrong (is NTP running?)");
        }
        if (!statement.expires().isAfter(now)) {
            throw new FoedusException(
                    ErrorCode.CLOCK_SKEW,
                    "the statement of the hub "
                            + hub
                            + " ended at "
                            + statement.expires()
                            + ", and it is "
                            + now
                            + " here: the hub must sign a new one, or a clock is wrong");
        }
    }

    /// The failure of a connection whose certificate the hub's statement does not list.
    public static FoedusException intercepted(
            HubAddress hub, X509Certificate presented, @Nullable Throwable cause) {
        return new FoedusException(
                ErrorCode.TLS_INTERCEPTED,
                "the connection to "
                        + hub
                        + " is broken open on its way: its certificate, issued by \""
                        + presented.getIssuerX500Principal().getName()
                        + "\", has a key ("
                        + TlsPin.of(presented)
                        + ") that the hub does not list. Most likely a proxy inspects TLS. Have "
                        + hub.host()
                        + " exempted from inspection; or, when this is the hub's own reverse proxy,"
                        + " let its operator add that key: foedus hub init --tls-pin, or"
                        + " tls_pins in hub.json",
                cause);
    }
}
