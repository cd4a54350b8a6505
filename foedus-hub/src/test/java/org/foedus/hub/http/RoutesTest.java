package org.foedus.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.hub.api.ApiDocument;
import org.foedus.hub.round.RoundFold;
import org.foedus.hub.session.Sessions;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.Json;
import org.foedus.store.folder.FolderBlobs;
import org.foedus.store.memory.MemoryLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The document against the routes that there are.
class RoutesTest {
    private static final Instant NOON = Instant.parse("2027-01-01T12:00:00Z");
    private static final InstantSource CLOCK = () -> NOON;
    @TempDir Path folder;
    private final ApiDocument document = ApiDocument.shipped();
    private Switchboard board;
    private Sessions sessions;
    private Signer key;
    private Signer node;

    @BeforeEach
    void open() {
        key = KeyFile.create(folder.resolve("hub.pem"));
        var logic = new HubLogic(new MemoryLedger(), key, CLOCK);
        var charter =
                """
                name: Test alliance
                lead: br
                admission: {threshold: 0.5, quorum: 0.5}
                mandates: lead
                founders: []
                """;
        logic.found(
                CharterForm.read("charter.yaml", charter.getBytes(StandardCharsets.UTF_8)),
                List.of("127.0.0.1:1"),
                Sha256.of(new byte[] {1}));
        node = KeyFile.create(folder.resolve("node.pem"));
        join(logic);
        sessions = new Sessions(key.publicKey(), new SecureRandom());
        var blobs = FolderBlobs.open(folder.resolve("blobs"));
        var runtime =
                new HubRuntime(logic, new RoundFold(blobs), HubRuntime.Surroundings.real(CLOCK));
        board = Switchboard.of(runtime, sessions, key, blobs, new TreeSet<>(), "test");
    }

    /// The lead joins, with a node.
    private void join(HubLogic logic) {
        var secret = Sha256.of(new byte[] {2});
        var alliance = logic.state().allianceId();
        var invitation =
                new Claim.Invite(
                        new Claim.Header(alliance, 1, NOON),
                        secret,
                        NOON.plusSeconds(60),
                        Optional.empty(),
                        MemberClass.FULL);
        submit(logic, invitation, key);
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(new NodeId("br-1"), node.publicKey());
        var application =
                new Claim.Apply(
                        new Claim.Header(alliance, 1, NOON),
                        secret,
                        new MemberId("br"),
                        "Association",
                        "BR",
                        nodes,
                        Optional.empty());
        submit(logic, application, KeyFile.create(folder.resolve("br.pem")));
    }

    private static void submit(HubLogic logic, Claim claim, Signer signer) {
        logic.submit(ClaimCodec.sign(claim, signer), claim, List.of(), Optional.empty());
    }

    private String token() {
        var challenge = sessions.challenge(node.publicKey(), NOON);
        var login = new Api.Login(challenge.audience(), challenge.nonce(), challenge.expires());
        var envelope = Envelope.sign(Envelope.LOGIN, Bytes.of(Json.write(login)), node);
        return sessions.signIn(envelope, true, NOON).token();
    }

    @Test
    void everyRouteOfTheApiIsDescribedAndEveryDescribedRouteIsThere() {
        var there =
                board.routes().stream()
                        .filter(r ->
                                r.pattern().startsWith("/api/v1/")
                                        || r.pattern().startsWith("/feeds/"))
                        .map(r -> r.method() + " " + r.pattern())
                        .collect(Collectors.toCollection(TreeSet::new));
        var described = new TreeSet<String>();
        document.tree()
                .path("paths")
                .forEachEntry((path, item) ->
                        item.propertyNames()
                                .forEach(method ->
                                        described.add(
                                                method.toUpperCase(Locale.ROOT) + " " + path)));
        assertThat(described).isEqualTo(there);
    }

    @Test
    void everySegmentInBracesIsAParameter() {
        document.tree()
                .path("paths")
                .forEachEntry((path, item) ->
                        item.forEach(operation ->
                                assertThat(parameters(operation, "path"))
                                        .as(path)
                                        .isEqualTo(braces(path))));
    }

    @Test
    void everyParameterOfAQueryThatARouteLooksAtIsDescribedAndNoOtherOne() {
        var token = token();
        document.tree()
                .path("paths")
                .forEachEntry((path, item) -> {
                    if (item.has("get")) {
                        var asked = new Asking(token, path);
                        board.serve(
                                board.find("GET", path.replaceAll("[{}]", ""))
                                        .orElseThrow()
                                        .route(),
                                asked);
                        assertThat(asked.names())
                                .as(path)
                                .isEqualTo(parameters(item.path("get"), "query"));
                    }
                });
    }

    private static SortedSet<String> braces(String path) {
        var names = new TreeSet<String>();
        java.util.regex.Pattern.compile("\\{([a-z]+)}")
                .matcher(path)
                .results()
                .forEach(r -> names.add(r.group(1)));
        return names;
    }

    private SortedSet<String> parameters(JsonNode operation, String in) {
        var names = new TreeSet<String>();
        for (var reference : operation.path("parameters")) {
            var pointer = reference.path("$ref").asString("");
            var parameter =
                    pointer.isEmpty() ? reference : document.tree().at(pointer.substring(1));
            if (parameter.path("in").asString().equals(in)) {
                names.add(parameter.path("name").asString());
            }
        }
        return names;
    }
}
