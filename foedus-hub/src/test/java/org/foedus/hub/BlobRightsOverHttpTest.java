package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.WorkItem;
import org.foedus.core.rule.Rule;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.hub.upload.Uploads;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who reads what at a real hub, and what it takes to have uploaded something.
class BlobRightsOverHttpTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> MEMBERS = List.of("br", "cn", "in");
    @TempDir Path folder;
    private LiveAlliance alliance;
    private int tries;

    @BeforeEach
    void running() {
        alliance = new LiveAlliance(folder);
        alliance.ofThree().startRun(2, LiveAlliance.ALL_THREE);
        for (var member : MEMBERS) {
            assertThat(alliance.as(member + "-1").work(Duration.ZERO).consents()).hasSize(1);
            alliance.consent(member + "-1", Claim.Decision.GRANTED);
        }
        until(r -> r.round().isPresent());
    }

    @AfterEach
    void close() {
        alliance.close();
    }

    private Run until(java.util.function.Predicate<Run> wanted) {
        return alliance.hub()
                .runtime()
                .await(
                        SOON,
                        l ->
                                Optional.ofNullable(l.state().runs().get(LiveAlliance.RUN))
                                        .filter(wanted))
                .orElseThrow(() -> new AssertionError("still " + alliance.run()));
    }

    private void round(int number) {
        until(r -> r.round().filter(o -> o.number() == number).isPresent());
        for (int i = 0; i < MEMBERS.size(); i++) {
            // No mean of them is one of them: equal bytes would be a model by publication.
            var delta = LiveAlliance.constant(number + 0.25f + i * (i + 1));
            alliance.train(MEMBERS.get(i) + "-1", number, delta);
        }
        until(r -> r.published() == number);
    }

    private Sha256 update(String member, int round) {
        return LiveAlliance.digest(folder.resolve(member + "-1-" + round + ".safetensors"));
    }

    private void start(Sha256 model) {
        var plan = LiveAlliance.plan(1, "").startingFrom(model, alliance.run().modelBytes());
        var id = new RunId("try-" + ++tries);
        alliance.as("br")
                .submit(
                        h -> new Claim.StartRun(h, id, plan, ClaimCodec.planDigest(plan)),
                        List.of());
    }

    private FoedusException refused(Sha256 model) {
        return catchThrowableOfType(FoedusException.class, () -> start(model));
    }

    private SortedSet<String> readers(Sha256 digest) {
        var readers = new TreeSet<String>();
        for (var member : MEMBERS) {
            for (var name : List.of(member, member + "-1")) {
                var into = folder.resolve("read-" + ++tries);
                try {
                    alliance.as(name).download(digest, alliance.run().modelBytes(), into);
                    readers.add(name);
                } catch (FoedusException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                }
            }
        }
        return readers;
    }

    private static SortedSet<String> each(String... members) {
        var names = new TreeSet<String>();
        for (var member : members) {
            names.add(member);
            names.add(member + "-1");
        }
        return names;
    }

    @Test
    void noStartOfARunMakesAnUpdateOrAnOptimizersStateReadable() {
        round(1);
        round(2);
        var run = alliance.run();
        var second = (RoundState.Published) run.round().orElseThrow();
        var readable = new TreeMap<Sha256, SortedSet<String>>();
        readable.put(run.initialModel(), each("br", "cn", "in"));
        readable.put(run.model(), each("br", "cn", "in"));
        readable.put(second.optimizerState().orElseThrow(), each("br"));
        readable.put(update("br", 1), each("br"));
        readable.put(update("cn", 1), each("br", "cn"));
        readable.put(update("in", 2), each("br", "in"));
        assertThat(readable).hasSize(6);
        readable.forEach((digest, readers) -> assertThat(readers(digest)).isEqualTo(readers));

        var answers = new ArrayList<String>();
        for (var digest : readable.keySet()) {
            boolean model = digest.equals(run.model()) || digest.equals(run.initialModel());
            if (model) {
                start(digest);
            } else {
                var refusal = refused(digest);
                assertThat(refusal.refusal().orElseThrow().rule()).isEqualTo(Rule.START_MODEL);
                answers.add(refusal.reason().replace(digest.hex(), "…"));
            }
        }
        var nothing = Sha256.of(new byte[] {1});
        answers.add(refused(nothing).reason().replace(nothing.hex(), "…"));
        assertThat(new TreeSet<>(answers)).as("one answer for all").hasSize(1);
        readable.forEach((digest, readers) -> assertThat(readers(digest)).isEqualTo(readers));
    }

    @Test
    void bytesThatANodeUploadedAndDidNotClaimYetStartNoRun() {
        var path = alliance.write("early", LiveAlliance.safetensors(LiveAlliance.constant(9)));
        var digest = LiveAlliance.digest(path);
        var item = LiveAlliance.item(1, WorkItem.Kind.TRAIN, "cn-1");
        alliance.as("cn-1").upload(path, digest, LiveAlliance.size(path), item.value());
        assertThat(refused(digest).refusal().orElseThrow().rule()).isEqualTo(Rule.START_MODEL);
        assertThat(readers(digest)).isEmpty();
        alliance.as("cn-1")
                .submit(h -> LiveAlliance.done(h, item, LiveAlliance.output(path)), List.of());
        assertThat(readers(digest)).isEqualTo(each("br", "cn"));
    }

    @Test
    void whoKnowsADigestHasToSendTheBytesAllTheSame() {
        alliance.train("cn-1", 1, LiveAlliance.constant(7));
        var digest = update("cn", 1);
        long bytes = alliance.run().modelBytes();
        var mine = LiveAlliance.item(1, WorkItem.Kind.TRAIN, "in-1");
        var opened = open("in-1", digest, bytes, mine.value());
        assertThat(opened.offset()).as("not told that it is here").isZero();
        var output = LiveAlliance.output(folder.resolve("cn-1-1.safetensors"));
        assertThatThrownBy(() ->
                        alliance.as("in-1")
                                .submit(h -> LiveAlliance.done(h, mine, output), List.of()))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(readers(digest)).isEqualTo(each("br", "cn"));
        assertThat(alliance.train("in-1", 1, LiveAlliance.constant(7)).outcome())
                .as("its own update, if an equal one")
                .isEqualTo("accepted");
        assertThat(readers(digest)).isEqualTo(each("br", "cn", "in"));
    }

    private RawCaller caller(String name) {
        var caller = new RawCaller("https://" + alliance.home.settings().addresses().getFirst());
        caller.signIn(alliance.key(name));
        return caller;
    }

    private Api.UploadAnswer open(String name, Sha256 digest, long bytes, String purpose) {
        try (var caller = caller(name)) {
            return open(caller, digest, bytes, purpose);
        }
    }

    private static Api.UploadAnswer open(
            RawCaller caller, Sha256 digest, long bytes, String purpose) {
        var answer =
                caller.json(
                        RawCaller.Call.of("POST", "/api/v1/uploads"),
                        new Api.UploadRequest(digest, bytes, purpose));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Json.read(answer.body().array(), Api.UploadAnswer.class);
    }

    private static int send(RawCaller caller, String id, byte[] bytes) {
        return caller.send(
                        RawCaller.Call.of("PATCH", "/api/v1/uploads/{id}")
                                .with("id", id)
                                .with("Upload-Offset", 0),
                        "application/octet-stream",
                        bytes)
                .status();
    }

    @Test
    void whateverEndsAnUploadGivesItsPlaceBack() throws Exception {
        try (var caller = caller("cn")) {
            for (int i = 0; i <= Api.MAX_OPEN_UPLOADS; i++) {
                var digest = Sha256.of(new byte[] {1, (byte) i});
                var wrong = open(caller, digest, 2, Uploads.MODEL);
                assertThat(send(caller, wrong.id(), new byte[] {2, (byte) i})).isEqualTo(422);
                var much = open(caller, digest, 2, Uploads.MODEL);
                assertThat(send(caller, much.id(), new byte[] {1, (byte) i, 0})).isEqualTo(413);
                // An upload of what the hub has already, which the ledger names.
                open(
                        caller,
                        alliance.run().initialModel(),
                        alliance.run().modelBytes(),
                        Uploads.MODEL);
            }
            assertThat(alliance.hub().runtime().uploads().count()).isEqualTo(1);
        }
        try (var left = Files.list(alliance.home.blobs().resolve("uploads"))) {
            assertThat(left).as("the one that is open, and its note").hasSize(2);
        }
    }

    @Test
    void whatNobodyUsesIsCountedByMemberAndKnownAfterARestart() {
        try (var caller = caller("cn")) {
            for (int i = 0; i < Api.MAX_OPEN_UPLOADS; i++) {
                var bytes = new byte[] {3, (byte) i};
                var opened = open(caller, Sha256.of(bytes), 2, Uploads.MODEL);
                assertThat(send(caller, opened.id(), bytes)).isEqualTo(204);
            }
        }
        alliance.restart();
        try (var caller = caller("cn")) {
            var more = new Api.UploadRequest(Sha256.of(new byte[] {4}), 1, Uploads.MODEL);
            var call = RawCaller.Call.of("POST", "/api/v1/uploads");
            assertThat(caller.json(call, more).status()).isEqualTo(429);
        }
        open("in", Sha256.of(new byte[] {4}), 1, Uploads.MODEL);
    }
}
