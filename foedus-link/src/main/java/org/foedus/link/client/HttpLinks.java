package org.foedus.link.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.address.HubAddress;
import org.foedus.link.tls.ClientTls;
import org.foedus.link.tls.HubStatement;
import org.foedus.link.tls.SignedStatement;
import org.foedus.link.tls.StatementCheck;
import org.foedus.link.tls.StatementReader;

/// Tries the addresses in turn, each with a statement fetched before the pin is known.
record HttpLinks(HubTarget target, StatementReader reader, InstantSource clock) implements Links {
    static final String PATH = "/api/v1/hub";
    static final int MAX_STATEMENT_BYTES = 128 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int OK = 200;

    @Override
    public Link open() {
        var failures = new ArrayList<FoedusException>();
        for (var address : target.addresses()) {
            var trouble = new Unreachable(address, target.proxy());
            try {
                var statement = fetch(address, trouble);
                var client = HttpLink.client(target, ClientTls.pinned(statement.tlsPins()));
                return new HttpLink(client, address, statement, trouble);
            } catch (FoedusException e) {
                if (e.code() != ErrorCode.HUB_UNREACHABLE) {
                    throw e;
                }
                failures.add(e);
            }
        }
        if (failures.size() == 1) {
            throw failures.getFirst();
        }
        var reasons = failures.stream().map(FoedusException::reason).toList();
        throw new FoedusException(
                ErrorCode.HUB_UNREACHABLE, String.join("; ", reasons), failures.getFirst());
    }

    @Override
    public Links at(List<HubAddress> addresses) {
        var moved =
                new HubTarget(
                        addresses, target.fingerprint(), target.proxy(), target.connectTimeout());
        return new HttpLinks(moved, reader, clock);
    }

    private HubStatement fetch(HubAddress address, Unreachable trouble) {
        var request = HttpRequest.newBuilder(URI.create(address.base() + PATH)).GET().build();
        try (var client = HttpLink.client(target, ClientTls.forStatement())) {
            try {
                var bounded =
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_STATEMENT_BYTES);
                var answer =
                        HttpLink.await(
                                client.sendAsync(request, bounded), TIMEOUT, new AtomicLong());
                return verify(address, trouble, answer);
            } catch (IOException e) {
                throw trouble.of(Request.get(PATH), e);
            } finally {
                client.shutdownNow();
            }
        }
    }

    private HubStatement verify(
            HubAddress address, Unreachable trouble, HttpResponse<byte[]> answer) {
        trouble.refuseDetours(answer);
        var certificate = leaf(trouble, answer);
        if (answer.statusCode() != OK) {
            throw noHub(trouble, certificate, "HTTP status " + answer.statusCode());
        }
        SignedStatement signed;
        try {
            signed = reader.read(answer.body());
        } catch (FoedusException e) {
            throw noHub(trouble, certificate, Unreachable.printable(e.reason()));
        }
        return StatementCheck.verify(
                address, target.fingerprint(), signed, certificate, clock.instant());
    }

    private static X509Certificate leaf(Unreachable trouble, HttpResponse<byte[]> answer) {
        try {
            var session = answer.sslSession().map(HttpLinks::firstOf);
            if (session.isPresent()) {
                return session.get();
            }
            throw trouble.failed("it answered without TLS", null);
        } catch (IllegalStateException e) {
            throw trouble.failed("it presented no certificate", e);
        }
    }

    private static X509Certificate firstOf(SSLSession session) {
        try {
            return (X509Certificate) session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FoedusException noHub(
            Unreachable trouble, X509Certificate certificate, String why) {
        return trouble.failed(
                "what answers there is no Foedus hub, or one that is not ready ("
                        + why
                        + "; its certificate was issued by \""
                        + Unreachable.printable(certificate.getIssuerX500Principal().getName())
                        + "\"); are host and port right?",
                null);
    }
}
