package org.foedus.bench.siege;

import java.io.IOException;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.Json;

/// What hostile clients do, each kind until the siege is over.
///
/// @param member the key of a member that turned hostile
/// @param strangers keys that nobody knows
record Attack(int port, Sha256 alliance, Signer member, List<Signer> strangers, Counts counts) {
    private static final int SILENT = 400;
    private static final int HALF_OPEN = 150;
    private static final int SLOW_HEADERS = 100;
    private static final int SLOW_BODIES = 300;
    private static final int HELD_PAUSE_MILLIS = 1000;
    private static final int PAUSE_MILLIS = 20;
    private static final long CLAIMED_BYTES = 1L << 30;
    private static final SecureRandom CHANCE = new SecureRandom();

    /// One way to attack, with a name for the report.
    record Way(String name, Loop loop) {}

    /// Runs until the latch opens.
    @FunctionalInterface
    interface Loop {
        void run(CountDownLatch over) throws InterruptedException;
    }

    /// One hostile act; the outcome is counted under what it returns.
    @FunctionalInterface
    private interface Act {
        String run() throws IOException, InterruptedException;
    }

    List<Way> ways() {
        var sequence = new AtomicLong(System.currentTimeMillis());
        return List.of(
                new Way("silent", over -> held("silent", over, SILENT, 2, RawClient::connect, "")),
                new Way(
                        "half-open",
                        over -> held("half-open", over, HALF_OPEN, 3, RawClient::shake, "")),
                new Way(
                        "slow-headers",
                        over ->
                                held(
                                        "slow-headers",
                                        over,
                                        SLOW_HEADERS,
                                        4,
                                        RawClient::shake,
                                        "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-")),
                new Way(
                        "slow-bodies",
                        over ->
                                held(
                                        "slow-bodies",
                                        over,
                                        SLOW_BODIES,
                                        5,
                                        RawClient::shake,
                                        slowBody())),
                new Way("unknown-claims", over -> acts("unknown-claims", over, this::unknownClaim)),
                new Way("sign-ins", over -> acts("sign-ins", over, this::strangerSignsIn)),
                new Way(
                        "member-sign-ins",
                        over -> acts("member-sign-ins", over, this::memberSignsIn)),
                new Way(
                        "communiques",
                        over -> member("communiques", over, sequence, this::communique)),
                new Way("uploads", over -> member("uploads", over, sequence, this::upload)),
                new Way("pages", over -> acts("pages", over, this::page)));
    }

    private static String slowBody() {
        return "POST /api/v1/claims HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: "
                + Api.MAX_REQUEST_BYTES
                + "\r\n\r\n{\"x\":\""
                + "x".repeat(Api.MAX_REQUEST_BYTES - 100);
    }

    private interface Opening {
        Socket open(RawClient client) throws IOException;
    }

    /// Holds up to `most` connections, each of which said `first` and then a byte now and then.
    private void held(
            String name, CountDownLatch over, int most, int from, Opening opening, String first)
            throws InterruptedException {
        var client = RawClient.from(from, port);
        var begin = RawClient.ascii(first);
        List<Socket> open = new ArrayList<>();
        try {
            do {
                open.removeIf(socket -> !said(name, socket, first.isEmpty()));
                for (int i = open.size(); i < most && over.getCount() > 0; i++) {
                    try {
                        var socket = opening.open(client);
                        open.add(socket);
                        socket.getOutputStream().write(begin);
                        count(name, "opened");
                    } catch (IOException e) {
                        count(name, "turned away");
                        break;
                    }
                }
            } while (!over.await(HELD_PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } finally {
            for (var socket : open) {
                close(socket);
            }
        }
    }

    /// Whether the connection lives on; it said one byte more, or nothing where it is silent.
    private boolean said(String name, Socket socket, boolean silent) {
        try {
            if (silent) {
                socket.setSoTimeout(1);
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("closed");
                }
            } else {
                socket.getOutputStream().write('x');
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            count(name, "cut off");
            close(socket);
            return false;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone, which is all that was wanted.
        }
    }

    private void acts(String name, CountDownLatch over, WebAct act) throws InterruptedException {
        try (var web = new Web(RawClient.from(6, port).from(), port)) {
            while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                count(name, outcome(() -> "" + act.run(web)));
            }
        }
    }

    private interface WebAct {
        int run(Web web) throws IOException, InterruptedException;
    }

    private interface MemberAct {
        int run(Web web, String token, long sequence) throws IOException, InterruptedException;
    }

    /// As a member who is signed in, and signs in again when the hub no longer takes the token.
    private void member(String name, CountDownLatch over, AtomicLong sequence, MemberAct act)
            throws InterruptedException {
        try (var web = new Web(RawClient.from(7, port).from(), port)) {
            var token = new String[] {""};
            while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                count(
                        name,
                        outcome(() -> {
                            if (token[0].isEmpty()) {
                                token[0] = web.token(member);
                            }
                            int status = act.run(web, token[0], sequence.incrementAndGet());
                            if (status == 401) {
                                token[0] = "";
                            }
                            return "" + status;
                        }));
            }
        }
    }

    private static String outcome(Act act) throws InterruptedException {
        try {
            return act.run();
        } catch (IOException | RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    private void count(String name, String outcome) {
        counts.add(name + " " + outcome);
    }

    private Signer stranger() {
        return strangers.get(CHANCE.nextInt(strangers.size()));
    }

    private int unknownClaim(Web web) throws IOException, InterruptedException {
        return web.claim(news(stranger(), CHANCE.nextInt(2), 10), "").statusCode();
    }

    private int strangerSignsIn(Web web) throws IOException, InterruptedException {
        return web.signIn(stranger()).statusCode();
    }

    private int memberSignsIn(Web web) throws IOException, InterruptedException {
        return web.signIn(member).statusCode();
    }

    private int communique(Web web, String token, long sequence)
            throws IOException, InterruptedException {
        return web.claim(news(member, sequence, Communique.MAX_BODY), token).statusCode();
    }

    private Envelope news(Signer signer, long sequence, int length) {
        var texts = new TreeMap<String, Communique.Text>();
        for (var language : List.of("aa", "ab", "en", "fr", "it", "pt")) {
            texts.put(language, new Communique.Text("Noise", "x".repeat(length)));
        }
        var claim =
                new CommuniqueClaim.PublishCommunique(
                        Web.header(alliance, sequence),
                        new CommuniqueId("noise-" + sequence),
                        "en",
                        texts,
                        Communique.Voice.MEMBER,
                        Optional.empty(),
                        Communique.Audience.MEMBERS);
        return ClaimCodec.sign(claim, signer);
    }

    /// Opens an upload of bytes that never come, or sends others than it promised.
    private int upload(Web web, String token, long sequence)
            throws IOException, InterruptedException {
        var digest = new byte[Sha256.BYTES];
        CHANCE.nextBytes(digest);
        long bytes = sequence % 2 == 0 ? CLAIMED_BYTES : 10;
        var request =
                new Api.UploadRequest(new Sha256(HexFormat.of().formatHex(digest)), bytes, "model");
        var opened = web.send("POST", Api.PREFIX + "/uploads", token, Json.write(request));
        if (opened.statusCode() >= 300 || bytes == CLAIMED_BYTES) {
            return opened.statusCode();
        }
        var id = Json.read(opened.body(), Api.UploadAnswer.class).id();
        var path = web.uri(Api.PREFIX + "/uploads/" + id);
        var patch =
                java.net.http.HttpRequest.newBuilder(path)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/octet-stream")
                        .header(Api.UPLOAD_OFFSET, "0")
                        .method(
                                "PATCH",
                                java.net.http.HttpRequest.BodyPublishers.ofByteArray(new byte[20]))
                        .build();
        return web.send(patch).statusCode();
    }

    private int page(Web web) throws IOException, InterruptedException {
        var pages = List.of("/", "/ledger", "/members", "/healthz", "/api/v1/hub", "/nothing");
        var path = pages.get(CHANCE.nextInt(pages.size()));
        return web.send("GET", path, "", new byte[0]).statusCode();
    }
}
