package org.foedus.hub;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.form.Times;

/// `limits` of `hub.json`: how much the hub bears at a time. What is left out has its default.
///
/// @param handshakes connections on which TLS has not begun or not ended
/// @param strangers connections on which nobody has signed in
/// @param members connections of keys that signed in and speak for a party
/// @param perAddress connections from one address before somebody signs in
/// @param perKey connections of one key
/// @param handshakeWait how long TLS may take
/// @param requestWait how long the head of a request may take before somebody has signed in, and
///   how long a body may be slow
/// @param bodyBytesPerS how fast a body comes at least, after that
/// @param membersBodyMb bytes of members' requests in memory, in MB
/// @param strangersBodyMb the same for everybody else
/// @param trustedProxies addresses of proxies, whose `X-Forwarded-For` counts
/// @param metricsReaders addresses beside the hub's own machine that may read `/metrics`
public record LimitSettings(
        Optional<Integer> handshakes,
        Optional<Integer> strangers,
        Optional<Integer> members,
        Optional<Integer> perAddress,
        Optional<Integer> perKey,
        Optional<String> handshakeWait,
        Optional<String> requestWait,
        Optional<Integer> bodyBytesPerS,
        Optional<Integer> membersBodyMb,
        Optional<Integer> strangersBodyMb,
        Optional<List<String>> trustedProxies,
        Optional<List<String>> metricsReaders) {
    public static final int HANDSHAKES = 256;
    public static final int STRANGERS = 512;
    public static final int MEMBERS = 1024;
    public static final int PER_ADDRESS = 256;
    public static final int PER_KEY = 64;
    public static final Duration HANDSHAKE_WAIT = Duration.ofSeconds(10);
    public static final Duration REQUEST_WAIT = Duration.ofSeconds(20);
    public static final int BODY_BYTES_PER_S = 256;
    public static final int MEMBERS_BODY_MB = 16;
    public static final int STRANGERS_BODY_MB = 2;

    private static final int MAX_CONNECTIONS = 100_000;
    private static final int MAX_RATE = 1_000_000;
    private static final int MAX_MB = 100_000;
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);

    public static final LimitSettings DEFAULT =
            new LimitSettings(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public LimitSettings {
        within("handshakes", handshakes, MAX_CONNECTIONS);
        within("strangers", strangers, MAX_CONNECTIONS);
        within("members", members, MAX_CONNECTIONS);
        within("per_address", perAddress, MAX_CONNECTIONS);
        within("per_key", perKey, MAX_CONNECTIONS);
        handshakeWait.ifPresent(w -> time("handshake_wait", w));
        requestWait.ifPresent(w -> time("request_wait", w));
        within("body_bytes_per_s", bodyBytesPerS, MAX_RATE);
        within("members_body_mb", membersBodyMb, MAX_MB);
        within("strangers_body_mb", strangersBodyMb, MAX_MB);
        trustedProxies = trustedProxies.map(List::copyOf);
        metricsReaders = metricsReaders.map(List::copyOf);
    }

    private static void within(String field, Optional<Integer> value, int most) {
        if (value.isPresent() && (value.get() < 1 || value.get() > most)) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, "hub.json, limits." + field + ": expected 1 to " + most);
        }
    }

    private static Duration time(String field, String text) {
        return Times.parse(text)
                .filter(t -> t.isPositive() && t.compareTo(MAX_WAIT) <= 0)
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.BAD_REQUEST,
                                "hub.json, limits."
                                        + field
                                        + ": expected a time up to 5m such as 20s, found "
                                        + text));
    }

    public int mostHandshakes() {
        return handshakes.orElse(HANDSHAKES);
    }

    public int mostStrangers() {
        return strangers.orElse(STRANGERS);
    }

    public int mostMembers() {
        return members.orElse(MEMBERS);
    }

    public int mostPerAddress() {
        return perAddress.orElse(PER_ADDRESS);
    }

    public int mostPerKey() {
        return perKey.orElse(PER_KEY);
    }

    public Duration handshakeTime() {
        return handshakeWait.map(w -> time("handshake_wait", w)).orElse(HANDSHAKE_WAIT);
    }

    public Duration requestTime() {
        return requestWait.map(w -> time("request_wait", w)).orElse(REQUEST_WAIT);
    }

    public int bodyRate() {
        return bodyBytesPerS.orElse(BODY_BYTES_PER_S);
    }

    public long membersBodyBytes() {
        return (long) membersBodyMb.orElse(MEMBERS_BODY_MB) << 20;
    }

    public long strangersBodyBytes() {
        return (long) strangersBodyMb.orElse(STRANGERS_BODY_MB) << 20;
    }

    public List<String> proxies() {
        return trustedProxies.orElse(List.of());
    }

    /// Whether a caller may read `/metrics`: one on the hub's machine, or one that is named.
    public boolean readsMetrics(String address) {
        return address.startsWith("127.")
                || address.equals("::1")
                || address.equals("0:0:0:0:0:0:0:1")
                || metricsReaders.orElse(List.of()).contains(address);
    }

    /// Connections in all.
    public long connections() {
        return (long) mostHandshakes() + mostStrangers() + mostMembers();
    }

    /// With fewer connections, in the same proportions, if a process may not open `most` files.
    public LimitSettings fitting(long most) {
        if (connections() <= most) {
            return this;
        }
        double part = (double) most / connections();
        return new LimitSettings(
                Optional.of(reduced(mostHandshakes(), part)),
                Optional.of(reduced(mostStrangers(), part)),
                Optional.of(reduced(mostMembers(), part)),
                perAddress,
                perKey,
                handshakeWait,
                requestWait,
                bodyBytesPerS,
                membersBodyMb,
                strangersBodyMb,
                trustedProxies,
                metricsReaders);
    }

    private static int reduced(int number, double part) {
        return Math.max(1, (int) (number * part));
    }
}
