package org.foedus.node.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Party;
import org.foedus.core.alliance.Rules;
import org.foedus.core.alliance.Texts;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.round.RoundState;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.link.address.HubAddress;
import org.foedus.link.client.HubTarget;
import org.foedus.link.tls.TlsPin;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// The hub's routes over a ledger in memory. Public fields are the faults that a test asks for.
public final class FakeHub implements AutoCloseable {
    private static final Duration HOLD = Duration.ofMillis(300);
    public final Signer identity = Keys.fresh();
    public final List<String> seen = new CopyOnWriteArrayList<>();
    public final List<Bytes> postedClaims = new CopyOnWriteArrayList<>();

    /// Answers to claims that break after the claim was taken.
    public final AtomicInteger breakClaimAnswers = new AtomicInteger();

    /// Whom challenges are for; the hub itself unless set.
    public volatile @Nullable PublicKey audience;

    /// What is added to the JSON of a challenge.
    public volatile String challengeExtra = "";

    /// Uploads that the hub forgets after taking all bytes but the last one, as if it had been
    /// restarted.
    public final AtomicInteger forgetUploads = new AtomicInteger();

    /// Whether what it had of them turns to zeros, as after a loss of power.
    public volatile boolean losesPower;

    /// Bytes of the newest upload's last part.
    public volatile int lastUploaded;

    /// With what new uploads are refused, if they are.
    public volatile @Nullable ErrorCode refuseUploads;

    public volatile Duration clockAhead = Duration.ZERO;

    /// What each answer takes.
    public volatile Duration slowness = Duration.ZERO;

    public volatile List<Bytes> lines = new CopyOnWriteArrayList<>();
    public final TreeMap<Sha256, byte[]> blobs = new TreeMap<>();
    public final TreeMap<Sha256, Body> bodies = new TreeMap<>();

    /// Who signs checkpoints; the hub itself unless set.
    public volatile @Nullable Signer notary;

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final X509Certificate certificate;
    private final TreeMap<String, PublicKey> tokens = new TreeMap<>();
    private final TreeMap<String, Api.UploadRequest> uploads = new TreeMap<>();
    private final TreeMap<Sha256, byte[]> parts = new TreeMap<>();
    private AllianceState state = AllianceState.empty();
    private int counter;

    public FakeHub() throws Exception {
        var pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        var name = new X500Name("CN=fake");
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(Instant.EPOCH),
                        Date.from(Instant.EPOCH.plusSeconds(1)),
                        name,
                        pair.getPublic());
        certificate =
                new JcaX509CertificateConverter()
                        .getCertificate(
                                builder.build(
                                        new JcaContentSignerBuilder("SHA256withECDSA")
                                                .build(pair.getPrivate())));
        var password = "password".toCharArray();
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("hub", pair.getPrivate(), password, new X509Certificate[] {certificate});
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        var tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(tls) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        parameters.setSSLParameters(getSSLContext().getDefaultSSLParameters());
                    }
                });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        append(new Entry.Founded(now(), charter(), identity.publicKey(), Sha256.of(new byte[1])));
    }

    private static Charter charter() {
        return new Charter(
                "Test alliance",
                new MemberId("lead"),
                new AdmissionRule(0.5, 0.5),
                Charter.MandateIssuers.FULL_MEMBERS,
                List.of());
    }

    public HubTarget target() {
        return HubTarget.direct(address(), identity.publicKey().fingerprint());
    }

    public HubAddress address() {
        return new HubAddress("127.0.0.1", server.getAddress().getPort());
    }

    public synchronized AllianceState state() {
        return state;
    }

    /// Long texts, out of its entries.
    public Texts texts() {
        return index -> EntryCodec.read(lines.get(Math.toIntExact(index)));
    }

    public Instant now() {
        return Instant.now().plus(clockAhead);
    }

    public synchronized void append(Entry entry) {
        var line = EntryCodec.write(entry);
        state = state.apply(entry, MerkleTree.leafHash(line.array()));
        lines.add(line);
        notifyAll();
    }

    /// Takes a claim as if it had come by HTTP.
    public synchronized Api.ClaimAnswer take(Envelope envelope) {
        var claim = ClaimCodec.read(envelope);
        return switch (Rules.judge(state, envelope, claim, now())) {
            case Verdict.Accepted _ -> {
                append(new Entry.Claimed(now(), envelope, claim));
                yield new Api.ClaimAnswer(
                        "accepted",
                        java.util.Optional.of(state.size() - 1),
                        java.util.Optional.empty());
            }
            case Verdict.Repeated r ->
                    new Api.ClaimAnswer(
                            "repeated",
                            java.util.Optional.of(r.index()),
                            java.util.Optional.empty());
            case Verdict.Discarded d ->
                    new Api.ClaimAnswer(
                            "discarded",
                            java.util.Optional.empty(),
                            java.util.Optional.of(d.reason()));
            case Verdict.Rejected r -> throw new FoedusException(r.code(), r.reason());
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        seen.add(exchange.getRequestMethod() + " " + path);
        LockSupport.parkNanos(slowness.toNanos());
        try (exchange) {
            try {
                route(exchange, path);
            } catch (FoedusException e) {
                answer(exchange, e.code().httpStatus(), Json.write(Api.Problem.of(e, Language.EN)));
            }
        }
    }

    private void route(HttpExchange exchange, String path) throws IOException {
        if (path.equals("/api/v1/hub")) {
            answer(exchange, 200, statement());
        } else if (path.startsWith("/api/v1/session")) {
            session(exchange, path);
        } else if (!path.startsWith("/api/v1/")) {
            exchange.getResponseHeaders().set("content-type", "text/html; charset=utf-8");
            answer(
                    exchange,
                    200,
                    ("<p>page " + path).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } else {
            var key = caller(exchange);
            if (path.startsWith("/api/v1/blobs/") || path.startsWith("/api/v1/uploads")) {
                blob(exchange, path);
            } else if (path.equals("/api/v1/claims")) {
                claim(exchange, key);
            } else if (path.equals("/api/v1/work")) {
                work(exchange, key);
            } else {
                ledger(exchange, path);
            }
        }
    }

    private byte[] statement() {
        var pins = new TreeSet<>(List.of(TlsPin.of(certificate)));
        var statement =
                new Api.Statement(
                        identity.publicKey(),
                        state().allianceId(),
                        "Test alliance",
                        pins,
                        List.of(address().toString()),
                        Instant.now(),
                        Instant.now().plusSeconds(3600),
                        Api.VERSION,
                        "test");
        return EnvelopeCodec.write(
                Envelope.sign(Envelope.HUB_STATEMENT, Bytes.of(Json.write(statement)), identity));
    }

    private synchronized void session(HttpExchange exchange, String path) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        if (path.endsWith("/challenge")) {
            var whom = audience;
            var nonce = Bytes.of(Sha256.of(new byte[] {(byte) counter++}).bytes());
            var challenge =
                    new Api.Challenge(
                            whom == null ? identity.publicKey() : whom,
                            nonce,
                            now().plusSeconds(60));
            var json = Json.text(challenge);
            answer(
                    exchange,
                    200,
                    Bytes.utf8(json.substring(0, json.length() - 1) + challengeExtra + "}")
                            .array());
            return;
        }
        var envelope = EnvelopeCodec.read(body);
        if (!envelope.payloadType().equals(Envelope.LOGIN) || !envelope.verified()) {
            throw new FoedusException(ErrorCode.NOT_SIGNED_IN, "no login");
        }
        var token = "token-" + counter++;
        tokens.put(token, envelope.key());
        var party = state.party(envelope.key());
        var last = state.lastClaims().get(envelope.key());
        answer(
                exchange,
                200,
                Json.write(
                        new Api.Session(
                                token,
                                now().plusSeconds(3600),
                                party.map(Party::label).orElse("unknown"),
                                java.util.Optional.empty(),
                                party.flatMap(p ->
                                        p instanceof Party.Agent a
                                                ? java.util.Optional.of(a.node())
                                                : java.util.Optional.empty()),
                                last == null ? 0 : last.sequence(),
                                now())));
    }

    /// Every token so far is worth nothing.
    public synchronized void forgetTokens() {
        tokens.clear();
    }

    private synchronized PublicKey caller(HttpExchange exchange) {
        var header = exchange.getRequestHeaders().getFirst("authorization");
        var key = header == null ? null : tokens.get(header.substring("Bearer ".length()));
        if (key == null) {
            throw new FoedusException(ErrorCode.NOT_SIGNED_IN, "sign in");
        }
        return key;
    }

    private void claim(HttpExchange exchange, PublicKey key) throws IOException {
        var body = Bytes.of(exchange.getRequestBody().readAllBytes());
        postedClaims.add(body);
        var request = Json.read(body.array(), Api.ClaimRequest.class);
        var envelope = EnvelopeCodec.read(Json.write(request.envelope()));
        if (!envelope.key().equals(key)) {
            throw new FoedusException(ErrorCode.NOT_ALLOWED, "another key");
        }
        var answer = take(envelope);
        synchronized (this) {
            for (var form : request.bodies()) {
                var kept = Body.of(form.salt(), form.content(), form.readers());
                bodies.put(kept.digest(), kept);
            }
        }
        if (breakClaimAnswers.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            return;
        }
        answer(exchange, 200, Json.write(answer));
    }

    private void work(HttpExchange exchange, PublicKey key) throws IOException {
        var node = ((Party.Agent) state().party(key).orElseThrow()).node();
        var items = new ArrayList<Api.Assignment>();
        var consents = new ArrayList<Api.ConsentRequest>();
        synchronized (this) {
            for (int i = 0; i < 2; i++) {
                items.clear();
                consents.clear();
                for (var run : state.runs().values()) {
                    var open = new ArrayList<>(run.evaluations().values());
                    if (run.round().orElse(null) instanceof RoundState.Collecting r) {
                        open.addAll(r.work().values());
                    }
                    open.stream()
                            .filter(w -> run.active() && w.open() && w.item().node().equals(node))
                            .forEach(w ->
                                    items.add(
                                            new Api.Assignment(
                                                    run.id(), run.planDigest(), w.item())));
                    if (run.active() && !run.consents().containsKey(node)) {
                        consents.add(new Api.ConsentRequest(run.id(), run.planDigest()));
                    }
                }
                if (i == 0 && items.isEmpty() && consents.isEmpty()) {
                    hold();
                }
            }
        }
        answer(exchange, 200, Json.write(new Api.WorkList(items, consents, state().size())));
    }

    /// A long poll, much shortened: ends with the next entry.
    private synchronized void hold() {
        int known = lines.size();
        long until = System.nanoTime() + HOLD.toNanos();
        try {
            for (long left = HOLD.toMillis(); lines.size() == known && left > 0; ) {
                wait(left);
                left = (until - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ledger(HttpExchange exchange, String path) throws IOException {
        var query = exchange.getRequestURI().getQuery();
        var kept = List.copyOf(lines);
        if (path.endsWith("/entries")) {
            int from = Math.toIntExact(number(query, "from"));
            if (from >= kept.size() && number(query, "wait") > 0) {
                hold();
                kept = List.copyOf(lines);
            }
            var out = new ByteArrayOutputStream();
            for (int i = from; i < kept.size() && i < from + pageSize; i++) {
                out.writeBytes(kept.get(i).array());
                out.write('\n');
            }
            answer(exchange, 200, out.toByteArray());
        } else if (path.endsWith("/checkpoint")) {
            var tree = tree(kept);
            var by = notary;
            var note =
                    new Checkpoint(
                                    Checkpoint.originOf(state().allianceId()),
                                    tree.size(),
                                    tree.root())
                            .sign(by == null ? identity : by);
            answer(exchange, 200, Bytes.utf8(note).array());
        } else if (path.endsWith("/consistency")) {
            var proof = tree(kept).consistencyProof(number(query, "from"), number(query, "to"));
            answer(exchange, 200, Json.write(new Api.Proof(proof)));
        } else if (path.endsWith("/cosignatures")) {
            cosignatures.add(
                    Json.read(exchange.getRequestBody().readAllBytes(), Api.Cosignature.class));
            answer(exchange, 204, new byte[0]);
        } else {
            throw new FoedusException(ErrorCode.NOT_FOUND, path);
        }
    }

    public final List<Api.Cosignature> cosignatures = new CopyOnWriteArrayList<>();
    public volatile int pageSize = Api.MAX_ENTRIES;

    private static MerkleTree tree(List<Bytes> lines) {
        var tree = new MerkleTree();
        lines.forEach(l -> tree.append(MerkleTree.leafHash(l.array())));
        return tree;
    }

    private static long number(String query, String name) {
        for (var part : query.split("&")) {
            if (part.startsWith(name + "=")) {
                return Long.parseLong(part.substring(name.length() + 1));
            }
        }
        return 0;
    }

    private synchronized void blob(HttpExchange exchange, String path) throws IOException {
        var last = path.substring(path.lastIndexOf('/') + 1);
        var body = exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                var bytes = blobs.get(new Sha256(last));
                if (bytes == null) {
                    throw new FoedusException(ErrorCode.NOT_FOUND, "no blob");
                }
                answer(exchange, 200, bytes);
            }
            case "POST" -> {
                var refusal = refuseUploads;
                if (refusal != null) {
                    throw new FoedusException(refusal, "not now");
                }
                var id = "upload-" + counter++;
                var request = Json.read(body, Api.UploadRequest.class);
                uploads.put(id, request);
                var had = parts.getOrDefault(request.sha256(), new byte[0]);
                answer(exchange, 200, Json.write(new Api.UploadAnswer(id, had.length)));
            }
            case "PATCH" -> {
                var wanted = uploads.get(last);
                if (wanted == null) {
                    throw new FoedusException(ErrorCode.NOT_FOUND, "no upload " + last);
                }
                if (forgetUploads.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                    uploads.clear();
                    var kept = java.util.Arrays.copyOf(body, body.length - 1);
                    parts.put(wanted.sha256(), losesPower ? new byte[kept.length - 1] : kept);
                    return;
                }
                lastUploaded = body.length;
                var whole = new ByteArrayOutputStream();
                whole.writeBytes(parts.getOrDefault(wanted.sha256(), new byte[0]));
                whole.writeBytes(body);
                parts.remove(wanted.sha256());
                if (!Sha256.of(whole.toByteArray()).equals(wanted.sha256())) {
                    throw new FoedusException(ErrorCode.DIGEST_MISMATCH, "other bytes");
                }
                blobs.put(wanted.sha256(), whole.toByteArray());
                exchange.getResponseHeaders().set(Api.UPLOAD_OFFSET, "" + whole.size());
                answer(exchange, 204, new byte[0]);
            }
            default -> throw new FoedusException(ErrorCode.NOT_FOUND, path);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /// Submits a claim of `signer` as if it had come by HTTP.
    public Api.ClaimAnswer say(
            Signer signer, java.util.function.Function<Claim.Header, ? extends Claim> claim) {
        var last = state().lastClaims().get(signer.publicKey());
        var header =
                new Claim.Header(
                        state().allianceId(), last == null ? 1 : last.sequence() + 1, now());
        return take(ClaimCodec.sign(claim.apply(header), signer));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
