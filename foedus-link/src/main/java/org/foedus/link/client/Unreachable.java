package org.foedus.link.client;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.address.HubAddress;
import org.jspecify.annotations.Nullable;

/// Names what kept a request from being answered, and what to try next.
///
/// @param hub whom it was for
/// @param proxy what stands between, if anything
public record Unreachable(HubAddress hub, @Nullable HubAddress proxy) {
    private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 307, 308);
    private static final int PROXY_SIGN_IN = 407;
    private static final int MAX_CAUSES = 16;
    private static final int MAX_SHOWN = 200;

    /// What failed, and whether the request can have reached the hub.
    private record Diagnosis(String text, boolean sent) {}

    /// The failure of `request`: `OUTCOME_UNKNOWN` when it may have changed something at the hub,
    /// else `HUB_UNREACHABLE`.
    public FoedusException of(Request request, Throwable failure) {
        var diagnosis = diagnose(failure);
        if (diagnosis.sent() && !request.onlyReads()) {
            return new FoedusException(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "the hub at "
                            + hub
                            + " may or may not have done what was asked: "
                            + diagnosis.text()
                            + ". Asking again is safe: the first one counts, once",
                    failure);
        }
        return failed(diagnosis.text(), failure);
    }

    /// Whether `failure` came before any byte of the request left.
    public boolean beforeSending(Throwable failure) {
        return !diagnose(failure).sent();
    }

    /// Refuses answers that are not the hub's own: redirects, and a proxy that wants a sign-in.
    public void refuseDetours(HttpResponse<?> answer) {
        int status = answer.statusCode();
        if (REDIRECTS.contains(status)) {
            var location = answer.headers().firstValue("location");
            throw failed(
                    "it answers with a redirect ("
                            + status
                            + location.map(to -> " to " + printable(to)).orElse("")
                            + "), which is never followed; use the hub's own address",
                    null);
        }
        if (status == PROXY_SIGN_IN) {
            throw failed(
                    (proxy != null ? "the proxy " + proxy : "a proxy on the way")
                            + " asks for a sign-in (407); run a local forwarder that signs in",
                    null);
        }
    }

    public FoedusException failed(String what, @Nullable Throwable cause) {
        return new FoedusException(
                ErrorCode.HUB_UNREACHABLE, "cannot reach the hub at " + hub + ": " + what, cause);
    }

    private Diagnosis diagnose(Throwable failure) {
        var causes = causes(failure);
        var target = proxy != null ? "the proxy " + proxy : "the host";
        if (has(causes, UnresolvedAddressException.class)
                || has(causes, UnknownHostException.class)) {
            return before(unknownHost());
        }
        if (has(causes, HttpConnectTimeoutException.class)) {
            return before(
                    target
                            + " did not answer in time; is the port right, does TLS listen there,"
                            + " and does a firewall let this machine dial out?");
        }
        if (has(causes, NoRouteToHostException.class)) {
            return before("there is no route to " + target + "; is this machine on the network?");
        }
        if (has(causes, ConnectException.class)) {
            return before(
                    target + " refused the connection; is the hub running, and the port right?");
        }
        if (has(causes, HttpTimeoutException.class) || has(causes, TimeoutException.class)) {
            return new Diagnosis("no whole answer came in time", true);
        }
        for (var cause : causes) {
            var message = String.valueOf(cause.getMessage());
            if (message.startsWith("Tunnel failed")) {
                return before(target + " does not let us through (" + printable(message) + ")");
            }
            if (cause instanceof SSLException) {
                return tls(message);
            }
        }
        return new Diagnosis(shown(causes.getLast()), true);
    }

    private static List<Throwable> causes(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        @Nullable Throwable at = failure;
        while (at != null && causes.size() < MAX_CAUSES) {
            causes.add(at);
            at = at.getCause();
        }
        return causes;
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> kind) {
        return causes.stream().anyMatch(kind::isInstance);
    }

    private String unknownHost() {
        return (proxy != null ? "the proxy " + proxy.host() : "the host " + hub.host())
                + " is unknown; check the name and this machine's DNS";
    }

    private Diagnosis tls(String message) {
        var lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("unsupported or unrecognized ssl message")
                || lower.contains("plaintext connection")) {
            return before(
                    "what answers there does not speak TLS (plain HTTP?); is the port right?");
        }
        if (lower.contains("protocol_version")
                || lower.contains("protocol version")
                || lower.contains("not accepted by client preferences")) {
            return before(
                    "it does not speak TLS 1.3, and nothing older is used; let the hub, or the"
                            + " reverse proxy before it, allow TLS 1.3");
        }
        return new Diagnosis(
                "TLS failed (" + printable(message) + ")", !lower.contains("handshake"));
    }

    private static Diagnosis before(String text) {
        return new Diagnosis(text, false);
    }

    private static String shown(Throwable failure) {
        return "the connection broke ("
                + failure.getClass().getSimpleName()
                + ": "
                + printable(String.valueOf(failure.getMessage()))
                + ")";
    }

    /// Peers choose some of these texts, so they are cut and kept to plain ASCII.
    static String printable(String text) {
        var cut = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) : text;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
