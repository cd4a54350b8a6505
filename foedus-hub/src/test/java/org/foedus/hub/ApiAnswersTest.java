package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;
import org.foedus.hub.RawCaller.Call;
import org.foedus.link.hub.HubClient;
import org.foedus.link.invitation.Invitation;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.api.Views;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real hub, asked by a program that knows the document alone: all that is sent and answered fits
/// it.
class ApiAnswersTest {
    private static final String CLAIMS = "/api/v1/claims";

    /// What only a hub with a lost ledger answers with success.
    private static final List<String> ONLY_IN_RECOVERY =
            List.of("giveBack", "goOn", "showCheckpoint");

    @TempDir Path folder;
    private LiveAlliance alliance;
    private RawCaller caller;

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder).ofThree();
        caller = new RawCaller("https://" + alliance.address());
    }

    @AfterEach
    void close() {
        caller.close();
        alliance.close();
    }

    /// What the next communiqué is about.
    private Optional<Communique.About> about = Optional.empty();

    private Claim.Header header(long sequence) {
        var id = alliance.hub().runtime().read(l -> l.state().allianceId());
        return new Claim.Header(id, sequence, Instant.now());
    }

    /// The sequence number that the key called `name` may use next.
    private long next(String name) {
        var key = alliance.key(name).publicKey();
        return alliance.hub()
                .runtime()
                .read(l -> Optional.ofNullable(l.state().lastClaims().get(key)))
                .map(last -> last.sequence() + 1)
                .orElse(1L);
    }

    private static Api.ClaimRequest request(Claim claim, Signer signer) {
        var envelope = EnvelopeCodec.write(ClaimCodec.sign(claim, signer));
        return new Api.ClaimRequest(Json.tree(envelope), List.of());
    }

    @Test
    void everyOperationAnswersAsTheDocumentSays() {
        hub();
        ledger();
        work();
        blobs();
        reads();
        recovery();
        var all = new TreeSet<String>();
        for (var item : caller.document().tree().path("paths")) {
            item.forEach(operation -> all.add(operation.path("operationId").asString()));
        }
        ONLY_IN_RECOVERY.forEach(all::remove);
        caller.done().removeAll(ONLY_IN_RECOVERY);
        assertThat(caller.done()).isEqualTo(all);
    }

    private void hub() {
        caller.send(Call.get("/api/v1/hub"));
        caller.send(Call.get("/api/v1/openapi.yaml"));
        var document = caller.send(Call.get("/api/v1/openapi.json"));
        assertThat(document.body()).isEqualTo(caller.document().json());
        apply();
        caller.signIn(alliance.home.identity());
        caller.json(
                Call.of("POST", "/api/v1/hub/addresses"),
                new Api.Addresses(List.of(alliance.address().toString(), "hub.example.org:8443")));
    }

    private void apply() {
        var secret = alliance.invite();
        var hash = secret.use(Invitation::secretHash);
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(new NodeId("it-1"), alliance.key("it-1").publicKey());
        var claim =
                new Claim.Apply(
                        header(1),
                        hash,
                        new MemberId("it"),
                        "Associazione",
                        "IT",
                        nodes,
                        Optional.of(contact().digest()));
        var envelope = EnvelopeCodec.write(ClaimCodec.sign(claim, alliance.key("it")));
        var text = secret.use(b -> Base64.getUrlEncoder().encodeToString(b));
        var form = new Api.BodyForm(contact().salt(), contact().content(), contact().readers());
        caller.json(
                Call.of("POST", "/api/v1/applications"),
                new Api.ApplicationRequest(text, Json.tree(envelope), List.of(form)));
    }

    private void ledger() {
        caller.signIn(alliance.key("br"));
        caller.send(Call.of("POST", "/api/v1/session/browser"));
        assertThat(caller.send(Call.get("/api/v1/ledger/entries").with("from", 2)).text().lines())
                .hasSizeGreaterThan(5);
        caller.send(Call.get("/api/v1/ledger/checkpoint"));
        caller.send(Call.get("/api/v1/ledger/inclusion").with("index", 1).with("size", 3));
        caller.send(Call.get("/api/v1/ledger/consistency").with("from", 1).with("to", 3));
        entries();
        cosign();
        var body = Call.get("/api/v1/bodies/{digest}");
        assertThat(caller.send(body.with("digest", "0".repeat(64))).status()).isEqualTo(404);
        caller.signIn(alliance.home.identity());
        assertThat(caller.send(body.with("digest", contact().digest())).status()).isEqualTo(200);
    }

    /// One entry with a proof that holds, and all entries of a type.
    private void entries() {
        var entry = Call.get("/api/v1/ledger/entries/{index}");
        var proven =
                Json.read(
                        caller.send(entry.with("index", 1)).body().array(),
                        Views.ProvenEntry.class);
        var proof = proven.proof().orElseThrow();
        var leaf = MerkleTree.leafHash(proven.bytes().orElseThrow().array());
        assertThat(proven.entry().leaf()).isEqualTo(leaf);
        assertThat(MerkleTree.rootFromInclusion(leaf, 1, proof.size(), proof.hashes()))
                .contains(proof.root());
        assertThat(Checkpoint.open(proof.checkpoint(), proof.hubKey()).root())
                .isEqualTo(proof.root());
        assertThat(caller.send(entry.with("index", 9_999)).status()).isEqualTo(404);
        var search = Call.get("/api/v1/ledger/search");
        var type = proven.entry().type();
        var found = caller.send(search.with("type", type).with("q", "")).json();
        assertThat(found.path("items").size()).isPositive();
        found.path("items").forEach(i -> assertThat(i.path("type").asString()).isEqualTo(type));
        assertThat(caller.send(search.with("before", -1)).status()).isEqualTo(400);
    }

    private void cosign() {
        var note = caller.send(Call.get("/api/v1/ledger/checkpoint")).text();
        var checkpoint = Checkpoint.open(note, alliance.home.identity().publicKey());
        var line = checkpoint.cosign("br", alliance.key("br"), Instant.now().getEpochSecond());
        caller.json(
                Call.of("POST", "/api/v1/ledger/cosignatures"),
                new Api.Cosignature(checkpoint.size(), line));
    }

    private static Body contact() {
        var readers = new TreeSet<>(List.of("operator"));
        return Body.of(Bytes.of(new byte[Body.SALT_BYTES]), Bytes.utf8("it@example.org"), readers);
    }

    private void work() {
        alliance.startRun(1, LiveAlliance.ALL_THREE);
        for (var node : List.of("br-1", "cn-1", "in-1")) {
            alliance.consent(node, Claim.Decision.GRANTED);
        }
        caller.signIn(alliance.key("br"));
        var vote = new Claim.Vote(header(next("br")), new MemberId("it"), Choice.YES);
        caller.json(Call.of("POST", CLAIMS), request(vote, alliance.key("br")));
        caller.signIn(alliance.key("br-1"));
        var list = caller.send(Call.get("/api/v1/work").with("wait", 0)).json();
        assertThat(list.path("size").asLong()).isPositive();
        caller.send(Call.get("/api/v1/runs/{run}/activity").with("run", "run-1"));
    }

    private void blobs() {
        caller.signIn(alliance.key("br"));
        var file = alliance.write("other", LiveAlliance.safetensors(LiveAlliance.constant(2)));
        var bytes = LiveAlliance.bytes(file);
        var digest = LiveAlliance.digest(file);
        var opened =
                caller.json(
                        Call.of("POST", "/api/v1/uploads"),
                        new Api.UploadRequest(digest, bytes.length, "model"));
        var id = opened.json().path("id").asString();
        var upload = "/api/v1/uploads/{id}";
        var half = Arrays.copyOf(bytes, bytes.length / 2);
        caller.send(
                Call.of("PATCH", upload).with("id", id).with("Upload-Offset", 0),
                "application/octet-stream",
                half);
        var offset = caller.send(Call.of("HEAD", upload).with("id", id));
        assertThat(offset.headers()).containsEntry("upload-offset", "" + half.length);
        caller.send(
                Call.of("PATCH", upload).with("id", id).with("Upload-Offset", half.length),
                "application/octet-stream",
                Arrays.copyOfRange(bytes, half.length, bytes.length));
        var initial = alliance.run().model();
        var blob = Call.get("/api/v1/blobs/sha256/{hex}").with("hex", initial);
        assertThat(caller.send(blob).status()).isEqualTo(200);
        assertThat(caller.send(blob.with("Range", "bytes=10-")).status()).isEqualTo(206);
    }

    private void recovery() {
        caller.signIn(alliance.key("br-1"));
        caller.send(Call.get("/api/v1/recovery"));
        caller.json(
                Call.of("POST", "/api/v1/recovery/checkpoint"),
                new Api.Shown(Optional.empty(), 0, List.of()));
        caller.json(
                Call.of("POST", "/api/v1/recovery/entries"),
                new Api.GivenBack("", 0, List.of(), List.of()));
        caller.send(Call.of("POST", "/api/v1/recovery/go-on"));
    }

    /// What lists and single things are read by.
    private static final List<String> READS =
            List.of(
                    "/api/v1/alliance",
                    "/api/v1/members",
                    "/api/v1/applications",
                    "/api/v1/proposals",
                    "/api/v1/partnerships",
                    "/api/v1/programmes",
                    "/api/v1/mandates",
                    "/api/v1/runs",
                    "/api/v1/models",
                    "/api/v1/communiques",
                    "/api/v1/inbox",
                    "/api/v1/inbox.atom",
                    "/api/v1/inbox.ics",
                    "/feeds/decisions.atom",
                    "/feeds/mandates.atom",
                    "/feeds/news.atom",
                    "/feeds/due.ics");

    private void reads() {
        govern();
        caller.signIn(alliance.key("br"));
        for (var path : READS) {
            assertThat(caller.send(Call.get(path)).status()).as(path).isEqualTo(200);
        }
        for (var one :
                Map.of("members", "br", "proposals", "p-1", "mandates", "m-1", "communiques", "c-1")
                        .entrySet()) {
            var call = Call.get("/api/v1/" + one.getKey() + "/{id}").with("id", one.getValue());
            assertThat(caller.send(call).status()).as(call.toString()).isEqualTo(200);
            assertThat(caller.send(call.with("id", "nothing")).status()).isEqualTo(404);
        }
        var run = Call.get("/api/v1/runs/{run}").with("run", "run-1");
        assertThat(caller.send(run).json().path("consents").size()).isEqualTo(3);
    }

    /// A proposal with a vote, a partnership, a programme, a report, more time.
    private void govern() {
        var br = alliance.as("br");
        var mandate = new MandateId("m-1");
        var due = Instant.now().plusSeconds(86_400L * 60);
        br.submit(
                h ->
                        new VotingClaim.Propose(
                                h,
                                new ProposalId("p-1"),
                                "Suspend, in jest",
                                "Only a test: 1 < 2 & more",
                                new Matter.Suspend(new MemberId("cn"))),
                List.of());
        br.submit(h -> new VotingClaim.Ballot(h, new ProposalId("p-1"), Choice.YES), List.of());
        br.submit(
                h ->
                        new PartnershipClaim.OfferPartnership(
                                h,
                                new PartnershipId("cxr"),
                                new TreeSet<>(List.of(new MemberId("br"), new MemberId("in"))),
                                due,
                                Partnership.Results.PARTNERS,
                                Optional.of(
                                        new Partnership.Terms(
                                                "X-rays", "See more", List.of(), List.of(), "")),
                                Optional.empty()),
                List.of());
        br.submit(
                h ->
                        new PartnershipClaim.FoundProgramme(
                                h, new ProgrammeId("imaging"), "Imaging", "See", Optional.empty()),
                List.of());
        about = Optional.of(new Communique.About(Communique.About.Kind.MANDATE, "m-1"));
        publish(br, "c-1", Communique.Audience.PUBLIC);
        publish(br, "c-2", Communique.Audience.MEMBERS);
        br.submit(
                h ->
                        new MandateClaim.Report(
                                h,
                                mandate,
                                Optional.empty(),
                                Report.Progress.GOING_ON,
                                "Begun",
                                List.of()),
                List.of());
        br.submit(
                h -> new MandateClaim.AskExtension(h, mandate, Optional.empty(), due, "Slow"),
                List.of());
    }

    private void publish(HubClient by, String id, Communique.Audience audience) {
        var text = new Communique.Text("News of " + id, "It begins.\n\nSoon.");
        by.submit(
                h ->
                        new CommuniqueClaim.PublishCommunique(
                                h,
                                new CommuniqueId(id),
                                "en",
                                new TreeMap<>(Map.of("en", text)),
                                Communique.Voice.ALLIANCE,
                                about,
                                audience),
                List.of());
    }

    @Test
    void theMembersReadEachCommuniqueAndThePublicThoseThatAreForIt() {
        var br = alliance.as("br");
        publish(br, "c-1", Communique.Audience.PUBLIC);
        publish(br, "c-2", Communique.Audience.MEMBERS);
        publish(br, "c-3", Communique.Audience.PUBLIC);
        br.submit(
                h ->
                        new CommuniqueClaim.WithdrawCommunique(
                                h, new CommuniqueId("c-3"), "a mistake"),
                List.of());
        caller.signIn(alliance.key("br"));
        assertThat(ids(caller.send(Call.get("/api/v1/communiques"))))
                .containsExactly("c-1", "c-2", "c-3");
        alliance.open();
        caller.signOut();
        assertThat(ids(caller.send(Call.get("/api/v1/communiques")))).containsExactly("c-1", "c-3");
        var one = Call.get("/api/v1/communiques/{id}");
        assertThat(caller.send(one.with("id", "c-2")).status()).isEqualTo(404);
        var back = caller.send(one.with("id", "c-3")).json();
        assertThat(back.path("status").asString()).isEqualTo("withdrawn");
        assertThat(back.path("texts").path("en").path("title").asString()).isEqualTo("News of c-3");
        assertThat(caller.send(Call.get("/feeds/news.atom")).text())
                .contains("News of c-1")
                .doesNotContain("c-2", "c-3");
    }

    /// The reference's own script, run as it stands there.
    @Test
    void theExampleOfTheReferenceVotes() throws Exception {
        assumeTrue(there("openssl") && there("curl"), "needs openssl and curl");
        var page = Files.readString(Path.of("..", "docs", "reference", "api.md"));
        int begin = page.indexOf("```bash") + "```bash".length();
        var here = Files.createDirectories(folder.resolve("script"));
        Files.writeString(
                here.resolve("vote.sh"), page.substring(begin, page.indexOf("```", begin)));
        alliance.apply("pt", alliance.invite());
        alliance.key("br");
        var builder = new ProcessBuilder("bash", "vote.sh").directory(here.toFile());
        builder.environment().put("HUB", "https://" + alliance.address());
        builder.environment().put("KEY", folder.resolve("key-br.pem").toString());
        builder.environment().put("APPLICANT", "pt");
        var process = builder.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("\"outcome\":\"accepted\"", "\"outcome\":\"repeated\"");
        var application =
                alliance.hub()
                        .runtime()
                        .read(l ->
                                String.valueOf(l.state().applications().get(new MemberId("pt"))));
        assertThat(application).contains("YES");
    }

    private static boolean there(String program) {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Test
    void aListComesInPagesThatLeadToTheNext() {
        caller.signIn(alliance.key("br"));
        var members = Call.get("/api/v1/members").with("limit", 2);
        var first = caller.send(members);
        assertThat(ids(first)).containsExactly("br", "cn");
        assertThat(first.json().path("next").asString()).isEqualTo("cn");
        assertThat(first.headers())
                .containsEntry("link", "</api/v1/members?after=cn&limit=2>; rel=\"next\"");
        var last = caller.send(members.with("after", "cn"));
        assertThat(ids(last)).containsExactly("in");
        assertThat(last.json().has("next")).isFalse();
        assertThat(last.headers()).doesNotContainKey("link");
        assertThat(caller.send(members.with("limit", 201)).status()).isEqualTo(400);
        assertThat(caller.send(members.with("limit", "many")).status()).isEqualTo(400);
    }

    private static List<String> ids(RawCaller.Answer answer) {
        return answer.json().path("items").valueStream().map(i -> i.path("id").asString()).toList();
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() {
        caller.signIn(alliance.key("br"));
        var alliance1 = Call.get("/api/v1/alliance");
        boolean unchanged = false;
        for (int turn = 0; turn < 3 && !unchanged; turn++) {
            // Over the turn of a minute the tag is another one.
            var tag = caller.send(alliance1).headers().getOrDefault("etag", "");
            var again = caller.send(alliance1.with("If-None-Match", tag));
            unchanged = again.status() == 304 && again.body().length() == 0;
        }
        assertThat(unchanged).isTrue();
        var tag = caller.send(alliance1).headers().getOrDefault("etag", "");
        alliance.apply("pt", alliance.invite());
        assertThat(caller.send(alliance1.with("If-None-Match", tag)).status()).isEqualTo(200);
    }

    @Test
    void thePublicReadsOnlyWhereTheHubIsOpenToItAndNeverWhatIsTheMembers() {
        for (var path : READS) {
            assertThat(caller.send(Call.get(path)).status()).as(path).isEqualTo(401);
        }
        alliance.open();
        for (var path : READS) {
            boolean closed = path.contains("inbox") || path.endsWith("applications");
            assertThat(caller.send(Call.get(path)).status()).as(path).isEqualTo(closed ? 401 : 200);
        }
        var member = caller.send(Call.get("/api/v1/members/{id}").with("id", "br")).json();
        assertThat(member.path("nodes").size()).isZero();
        assertThat(member.path("legal_name").asString()).isEqualTo("Association br");
    }

    @Test
    void aRefusalNamesTheRuleAndSaysInTheCallersLanguageWhatToDo() {
        caller.signIn(alliance.key("br"));
        var vote = new Claim.Vote(header(next("br")), new MemberId("nobody"), Choice.YES);
        var call = Call.of("POST", CLAIMS).with("Accept-Language", "it");
        var problem = caller.json(call, request(vote, alliance.key("br"))).json();
        assertThat(problem.path("rule").asString()).isEqualTo("NO_APPLICATION");
        assertThat(problem.path("object").asString()).isEqualTo("nobody");
        assertThat(problem.path("actor").asString()).isEqualTo("br");
        assertThat(problem.path("meaning").asString()).isEqualTo("Non c'è una domanda di nobody.");
        assertThat(problem.path("next").asString())
                .isEqualTo("Esegui: foedus members --applications");
    }

    @Test
    void aClaimIsKnownByItsBytes() {
        caller.signIn(alliance.key("br"));
        alliance.apply("pt", alliance.invite());
        var vote = new Claim.Vote(header(next("br")), new MemberId("pt"), Choice.YES);
        var request = request(vote, alliance.key("br"));
        var first = caller.json(Call.of("POST", CLAIMS), request).json();
        assertThat(first.path("outcome").asString()).isEqualTo("accepted");
        var second = caller.json(Call.of("POST", CLAIMS), request).json();
        assertThat(second.path("outcome").asString()).isEqualTo("repeated");
        assertThat(second.path("index")).isEqualTo(first.path("index"));
    }

    @Test
    void aFailureSpeaksTheLanguageThatIsAskedFor() {
        var call = Call.get("/api/v1/ledger/checkpoint");
        var texts = new TreeSet<String>();
        for (var language :
                Map.of(
                                "en", "en", "it-IT", "it", "pt-BR", "pt", "ru", "ru", "hi", "hi",
                                "zh-CN", "zh")
                        .entrySet()) {
            var problem = caller.send(call.with("Accept-Language", language.getKey()));
            assertThat(problem.status()).isEqualTo(401);
            assertThat(problem.headers()).containsEntry("content-language", language.getValue());
            assertThat(problem.json().path("code").asString()).isEqualTo("NOT_SIGNED_IN");
            assertThat(problem.json().path("message").asString()).startsWith("sign in first");
            texts.add(problem.json().path("meaning").asString());
        }
        assertThat(texts).hasSize(6);
    }
}
