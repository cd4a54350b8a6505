package org.foedus.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.run.PlanLimits;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.Envelope;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;
import org.foedus.protocol.Golden;
import org.foedus.protocol.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class CodecTest {
    private static final Claim VOTE = Samples.claims().get(2);

    static List<Claim> claims() {
        return Stream.concat(Samples.claims().stream(), Samples.governing().stream()).toList();
    }

    static List<Matter> matters() {
        return Samples.matters();
    }

    static List<Entry> entries() {
        return Samples.entries();
    }

    private static Envelope envelope(String payload) {
        return Envelope.sign(Envelope.CLAIM, Bytes.utf8(payload), Keys.key(2));
    }

    private static void refused(String payload) {
        assertThat(accepted(List.of(payload), t -> ClaimCodec.read(envelope(t)))).isEmpty();
    }

    private static void envelopeRefused(String json) {
        assertThat(accepted(List.of(json), CodecTest::readEnvelope)).isEmpty();
    }

    private static void readEnvelope(String json) {
        EnvelopeCodec.read(json.getBytes(StandardCharsets.UTF_8));
    }

    /// Those of the texts that a reader does not refuse.
    private static List<String> accepted(List<String> texts, Consumer<String> reader) {
        var accepted = new ArrayList<String>();
        for (var text : texts) {
            try {
                reader.accept(text);
                accepted.add(text);
            } catch (FoedusException e) {
                assertThat(e.reason()).isNotEmpty();
            }
        }
        return accepted;
    }

    @Test
    void thereIsASampleOfEveryKind() {
        assertThat(claims().stream().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(Tagged.records(Claim.class));
        assertThat(matters().stream().map(Object::getClass))
                .containsExactlyInAnyOrder(Matter.class.getPermittedSubclasses());
        assertThat(
                        Stream.concat(
                                entries().stream().map(Object::getClass),
                                Stream.of(Entry.Claimed.class)))
                .containsExactlyInAnyOrder(Entry.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("claims")
    void aClaimComesBackTheSame(Claim claim) {
        var name = ClaimCodec.type(claim).replace("/", "-") + ".json";
        Golden.check("claim-" + name, ClaimCodec.write(claim).utf8());
        assertThat(ClaimCodec.read(envelope(Golden.read("claim-" + name)))).isEqualTo(claim);
    }

    @Test
    void anApplicantsDeclarationComesBack() {
        var apply = (Claim.Apply) claims().get(1);
        var declared =
                new Claim.Apply(
                        apply.header(),
                        apply.invitation(),
                        apply.member(),
                        apply.legalName(),
                        apply.country(),
                        apply.nodes(),
                        apply.contact(),
                        Optional.of("We accept the charter."));
        assertThat(ClaimCodec.read(envelope(ClaimCodec.write(declared).utf8())))
                .isEqualTo(declared);
    }

    @Test
    void forHowLongANodeCantComesBack() {
        var declined =
                new Claim.WorkDeclined(
                        new Claim.Header(Samples.digest("alliance"), 9, Samples.AT),
                        Samples.WORK,
                        "outside this node's hours 22:00-06:00",
                        Optional.of(new Claim.Unable(Optional.of(Samples.AT))));
        var name = "claim-work-declined-1-unable.json";
        Golden.check(name, ClaimCodec.write(declined).utf8());
        assertThat(ClaimCodec.read(envelope(Golden.read(name)))).isEqualTo(declined);
    }

    @ParameterizedTest
    @MethodSource("matters")
    void aMatterComesBackTheSame(Matter matter) {
        var proposal =
                new VotingClaim.Propose(
                        VOTE.header(), new ProposalId("question"), "Title", "Text", matter);
        var kind = matter.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        var name = "claim-propose-1-" + kind + ".json";
        Golden.check(name, ClaimCodec.write(proposal).utf8());
        assertThat(ClaimCodec.read(envelope(Golden.read(name)))).isEqualTo(proposal);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void anEntryComesBackTheSame(Entry entry) {
        var name = EntryCodec.type(entry).replace("/", "-") + ".json";
        Golden.check("entry-" + name, EntryCodec.write(entry).utf8());
        assertThat(EntryCodec.read(Bytes.utf8(Golden.read("entry-" + name)))).isEqualTo(entry);
    }

    @Test
    void aClaimsEntryKeepsTheSignedBytes() {
        var entry = Samples.claimed(VOTE);
        Golden.check("entry-claimed-1.json", EntryCodec.write(entry).utf8());
        var read = EntryCodec.read(Bytes.utf8(Golden.read("entry-claimed-1.json")));
        assertThat(read).isEqualTo(entry);
        assertThat(((Entry.Claimed) read).envelope().verified()).isTrue();
        assertThat(EntryCodec.type(read)).isEqualTo("vote/1");
        assertThat(EntryCodec.claim(read)).contains(VOTE);
    }

    @Test
    void anOptionalFieldLeftOutIsEmpty() {
        var invite =
                new Claim.Invite(
                        VOTE.header(),
                        Samples.digest("secret"),
                        Samples.AT,
                        Optional.empty(),
                        MemberClass.FULL);
        var written = ClaimCodec.write(invite).utf8();
        assertThat(written).doesNotContain("hint");
        assertThat(ClaimCodec.read(envelope(written))).isEqualTo(invite);
    }

    @ParameterizedTest
    @MethodSource("claims")
    void noFieldMayMissBeNullOrOfAnotherTypeOrUnknown(Claim claim) {
        var written = ClaimCodec.write(claim).utf8();
        assertThat(
                        accepted(
                                changes(Json.tree(written.getBytes(StandardCharsets.UTF_8))),
                                t -> ClaimCodec.read(envelope(t))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void noFieldOfAnEntryMayMissBeNullOrOfAnotherTypeOrUnknown(Entry entry) {
        assertThat(
                        accepted(
                                changes(Json.tree(EntryCodec.write(entry).array())),
                                t -> EntryCodec.read(Bytes.utf8(t))))
                .isEmpty();
    }

    private static final List<String> OPTIONAL =
            List.of(
                    "hint",
                    "contact",
                    "private_metrics",
                    "optimizer_state",
                    "screen/1 reasons",
                    "comment/1 applicant",
                    "recuse/1 proposal",
                    "name-guardian/1 key",
                    "offer-partnership/1 terms",
                    "found-programme/1 partnership",
                    "add-deliverable/1 sha256",
                    "add-deliverable/1 mandate",
                    "report/1 task",
                    "ask-extension/1 task",
                    "publish-communique/1 about",
                    "vote-extended/1 proposal");

    /// Names that a writer chooses: they may be left out, and others may be added.
    private static final List<String> MAPS =
            List.of("nodes", "metrics", "outputs", "excluded", "texts");

    /// The document with each field in turn left out, made null, put into a list, made a flag, and
    /// with a field that nobody knows in each object.
    private static List<String> changes(JsonNode document) {
        var changed = new ArrayList<String>();
        changes(document, document, "", changed);
        return changed;
    }

    private static void changes(JsonNode document, JsonNode at, String name, List<String> changed) {
        if (at instanceof ArrayNode list) {
            list.forEach(item -> changes(document, item, name, changed));
        }
        if (!(at instanceof ObjectNode object)) {
            return;
        }
        boolean map = MAPS.contains(name);
        for (var field : List.copyOf(object.propertyNames())) {
            var value = java.util.Objects.requireNonNull(object.get(field));
            var ofType = document.path("type").asString("") + " " + field;
            if (!map && !OPTIONAL.contains(field) && !OPTIONAL.contains(ofType)) {
                object.remove(field);
                changed.add(Json.text(document));
                object.putNull(field);
                changed.add(Json.text(document));
            }
            object.putArray(field).add(value);
            if (!value.isArray()) {
                changed.add(Json.text(document));
            }
            if (!value.isBoolean()) {
                object.put(field, true);
                changed.add(Json.text(document));
            }
            if (!value.isNumber()) {
                object.put(field, 7);
                changed.add(Json.text(document));
            }
            object.set(field, value);
            changes(document, value, field, changed);
        }
        if (!map) {
            object.put("surprise", 1);
            changed.add(Json.text(document));
            object.remove("surprise");
        }
    }

    @Test
    void anythingUnexpectedInAClaimIsRefused() {
        var vote = ClaimCodec.write(VOTE).utf8();
        refused("");
        refused("null");
        refused("[]");
        refused("{}");
        refused(vote + vote);
        refused(vote + " x");
        refused(vote.replace("\"choice\":", "\"choice\":\"yes\",\"choice\":"));
        refused(vote.replace("vote/1", "vote/2"));
        refused(vote.replace("abstain", "maybe"));
        refused(vote.replace("\"abstain\"", "0"));
        refused(vote.replace("2027-01-02T03:04:05.678Z", "2027-13-02T03:04:05Z"));
        refused(vote.replace("\"2027-01-02T03:04:05.678Z\"", "1798858800"));
        refused(vote.replace("\"sequence\":3", "\"sequence\":3.5"));
        refused(vote.replace("\"sequence\":3", "\"sequence\":\"3\""));
        refused(vote.replace("\"sequence\":3", "\"sequence\":99999999999999999999"));
        refused("[".repeat(5000));
        refused("{\"type\":".repeat(5000));
    }

    @Test
    void aListWithNothingInItIsRefused() {
        var mandate = ClaimCodec.write(claims().get(3)).utf8();
        refused(mandate.replaceFirst("\"tasks\":\\[.*?\\]", "\"tasks\":[null]"));
        var done = ClaimCodec.write(claims().get(7)).utf8();
        refused(done.replace("\"accuracy\":0.1", "\"accuracy\":null"));
        refused(done.replace("\"accuracy\":0.1", "\"accuracy\":\"0.1\""));
        refused(done.replace("\"accuracy\":0.1", "\"accuracy\":\"NaN\""));
        refused(done.replace("\"accuracy\":0.1", "\"accuracy\":NaN"));
        refused(done.replace("\"accuracy\":0.1", "\"accuracy\":1e999"));
    }

    @Test
    void aPlanWhoseDigestIsAnothersIsRefused() {
        var start = ClaimCodec.write(claims().get(4)).utf8();
        assertThatThrownBy(
                        () -> ClaimCodec.read(envelope(start.replace("\"seed\":7", "\"seed\":6"))))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH));
    }

    @Test
    void aLoginIsNoClaimAndAClaimNoLogin() {
        var payload = ClaimCodec.write(VOTE);
        var login = Envelope.sign(Envelope.LOGIN, payload, Keys.key(2));
        assertThatThrownBy(() -> ClaimCodec.read(login)).isInstanceOf(FoedusException.class);
        var renamed = new Envelope(Envelope.CLAIM, login.payload(), login.key(), login.signature());
        assertThat(login.verified()).isTrue();
        assertThat(renamed.verified()).isFalse();
    }

    @Test
    void anEnvelopeComesBackTheSame() {
        var envelope = ClaimCodec.sign(VOTE, Keys.key(2));
        Golden.check(
                "envelope.json", new String(EnvelopeCodec.write(envelope), StandardCharsets.UTF_8));
        var read =
                EnvelopeCodec.read(Golden.read("envelope.json").getBytes(StandardCharsets.UTF_8));
        assertThat(read).isEqualTo(envelope);
        assertThat(read.verified()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"YQ", "YQ=", "YR==", "Y Q==", "YQ==\\n", "\\nYQ==", "_-==", "YQ==YQ==", "%"})
    void laxBase64IsRefused(String base64) {
        var key = Keys.key(2).publicKey().hex();
        var form =
                """
                {"payload":"%s","payloadType":"t","signatures":[{"keyid":"%s","sig":"YQ=="}]}\
                """;
        assertThat(EnvelopeCodec.read(form.formatted("YQ==", key).getBytes(StandardCharsets.UTF_8)))
                .extracting(e -> e.payload().utf8())
                .isEqualTo("a");
        envelopeRefused(form.formatted(base64, key));
    }

    @Test
    void anEnvelopeHasExactlyOneSignature() {
        var good = Golden.read("envelope.json");
        var one = good.substring(good.indexOf("[") + 1, good.indexOf("]"));
        envelopeRefused(good.replace(one, ""));
        envelopeRefused(good.replace(one, one + "," + one));
        envelopeRefused(good.replace(one, "null"));
        envelopeRefused(good.replace("[" + one + "]", "null"));
        envelopeRefused(good.replace("\"payload\":", "\"extra\":1,\"payload\":"));
        envelopeRefused(good.replaceFirst("\"keyid\":\"..", "\"keyid\":\"ZZ"));
        var changes = changes(Json.tree(good.getBytes(StandardCharsets.UTF_8)));
        assertThat(accepted(changes, CodecTest::readEnvelope)).isEmpty();
    }

    @Test
    void whatIsTooLargeIsRefused() {
        var large = new byte[EnvelopeCodec.MAX_BYTES + 1];
        Arrays.fill(large, (byte) ' ');
        assertThatThrownBy(() -> EnvelopeCodec.read(large))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
        assertThatThrownBy(
                        () -> ClaimCodec.read(envelope(" ".repeat(Envelope.MAX_PAYLOAD_BYTES + 1))))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
        var wordy =
                new Entry.RunFailed(Samples.AT, Samples.RUN, "x".repeat(Ledger.MAX_ENTRY_BYTES));
        assertThatThrownBy(() -> EntryCodec.write(wordy)).isInstanceOf(FoedusException.class);
        var written = EntryCodec.write(entries().getLast()).utf8();
        assertThatThrownBy(() ->
                        EntryCodec.read(Bytes.utf8(written + " ".repeat(Ledger.MAX_ENTRY_BYTES))))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    /// The largest claim that is let in fits an entry.
    @Test
    void theLargestClaimFitsAnEntry() {
        var vote = ClaimCodec.write(VOTE).utf8();
        var padded = vote + " ".repeat(Envelope.MAX_PAYLOAD_BYTES - vote.length());
        var envelope = envelope(padded);
        var entry = new Entry.Claimed(Samples.AT, envelope, VOTE);
        assertThat(EntryCodec.read(EntryCodec.write(entry))).isEqualTo(entry);
        assertThat(EnvelopeCodec.read(EnvelopeCodec.write(envelope))).isEqualTo(envelope);
    }

    /// The longest names, and as many as a cohort may have, each with the longest reason.
    @Test
    void aRoundOfTheLargestCohortFitsAnEntry() {
        var excluded = new TreeMap<NodeId, String>();
        for (int i = 0; i < PlanLimits.MAX_COHORT; i++) {
            excluded.put(new NodeId("n".repeat(60) + (1000 + i)), "\u20ac".repeat(48));
        }
        var run = new RunId("r".repeat(64));
        var closed = new Entry.RoundClosed(Samples.AT, run, 999_999, new TreeSet<>(), excluded);
        assertThat(EntryCodec.read(EntryCodec.write(closed))).isEqualTo(closed);
        var base = Samples.digest("base");
        var opened =
                new Entry.RoundOpened(
                        Samples.AT,
                        run,
                        999_999,
                        base,
                        new TreeSet<>(excluded.keySet()),
                        Samples.AT);
        assertThat(EntryCodec.read(EntryCodec.write(opened))).isEqualTo(opened);
    }

    /// Whatever broken bytes hold, what comes out is a value or a [FoedusException].
    @Test
    void brokenBytesNeverDoWorseThanARefusal() {
        var seeds =
                Stream.concat(
                                claims().stream().map(c -> (Entry) Samples.claimed(c)),
                                entries().stream())
                        .map(e -> EntryCodec.write(e).array())
                        .toList();
        for (int n = 0; n < 5000; n++) {
            var random = new Random(n);
            var broken = seeds.get(random.nextInt(seeds.size())).clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                EntryCodec.read(Bytes.of(Arrays.copyOf(broken, cut(random, broken.length))));
            } catch (FoedusException e) {
                assertThat(e.reason()).isNotEmpty();
            }
        }
    }

    private static int cut(Random random, int length) {
        return random.nextInt(4) == 0 ? random.nextInt(length) : length;
    }
}
