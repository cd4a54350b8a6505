package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.PublicKey;
import org.foedus.link.invitation.Invitation;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.model.Architectures;
import org.foedus.protocol.model.ModelFile;
import org.foedus.protocol.safetensors.DType;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The weights that a run starts from are looked at before the run is in the ledger, and only for
/// those who may start it.
class StartModelTest {
    private static final long MLP_BYTES = 4 * Architectures.MLP.parameters();

    @TempDir Path folder;
    private LiveAlliance alliance;

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder);
        alliance.ofThree().mandate();
    }

    @AfterEach
    void close() {
        alliance.close();
    }

    private static RunPlan plan() {
        return LiveAlliance.plan(1, LiveAlliance.ALL_THREE);
    }

    private static RunPlan plan(byte[] model) {
        return plan().startingFrom(Sha256.of(model), model.length);
    }

    private void upload(byte[] model) {
        var file = alliance.write("m-" + Sha256.of(model).shortHex(), model);
        alliance.as("br").upload(file, Sha256.of(model), model.length, "model");
    }

    private FoedusException refused(Runnable body) {
        var said = new ArrayList<FoedusException>();
        assertThatThrownBy(body::run).isInstanceOfSatisfying(FoedusException.class, said::add);
        assertThat(alliance.hub().runtime().read(l -> l.state()).runs()).isEmpty();
        return said.getFirst();
    }

    private FoedusException refused(byte[] model) {
        upload(model);
        return refused(() -> alliance.start("br", plan(model)));
    }

    private static byte[] file(List<TensorInfo> tensors, long dataBytes) {
        var header = Safetensors.header(tensors, new TreeMap<>());
        return Arrays.copyOf(header, Math.toIntExact(header.length + dataBytes));
    }

    private static List<TensorInfo> retyped(DType type) {
        long next = 0;
        var all = new ArrayList<TensorInfo>();
        for (var tensor : ModelFile.tensors(Architectures.MLP)) {
            var other = new TensorInfo(tensor.name(), type, tensor.shape(), next);
            all.add(other);
            next = other.end();
        }
        return all;
    }

    @Test
    void weightsThatAreNoModelOfThePlansArchitectureStartNothing() {
        var mlp = ModelFile.tensors(Architectures.MLP);
        var renamed = new ArrayList<>(mlp);
        renamed.set(0, new TensorInfo("fc1.heavy", DType.F32, mlp.getFirst().shape(), 0));
        var turned = new ArrayList<>(mlp);
        var shape = mlp.getFirst().shape().reversed();
        turned.set(0, new TensorInfo(mlp.getFirst().name(), DType.F32, shape, 0));
        var many = new ArrayList<TensorInfo>();
        for (int i = 0; i < Safetensors.MAX_TENSORS; i++) {
            many.add(new TensorInfo("t" + i, DType.F32, List.of(0L), 0));
        }
        var attempts =
                List.of(
                        file(retyped(DType.BF16), MLP_BYTES / 2),
                        file(retyped(DType.I32), MLP_BYTES),
                        file(List.of(), 0),
                        file(many, 0),
                        file(renamed, MLP_BYTES),
                        file(turned, MLP_BYTES),
                        Architectures.initialise(Architectures.LENET5, 1),
                        new byte[] {1},
                        new byte[Math.toIntExact(MLP_BYTES) + 800]);
        for (var model : attempts) {
            assertThat(refused(model).code()).isEqualTo(ErrorCode.BAD_MODEL);
        }
    }

    @Test
    void weightsThatAreNotFiniteStartNothing() {
        for (var value : List.of(Float.NaN, Float.POSITIVE_INFINITY)) {
            var model = Architectures.initialise(Architectures.MLP, 1);
            ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).putFloat(model.length - 4, value);
            assertThat(refused(model).code()).isEqualTo(ErrorCode.NON_FINITE);
        }
    }

    @Test
    void anArchitectureWithoutANameHereStartsNothing() {
        var model = Architectures.initialise(Architectures.MLP, 1);
        upload(model);
        var p = plan(model);
        var other =
                new RunPlan(
                        p.mandate(),
                        p.purpose(),
                        new RunPlan.Model("gpt", 1, p.model().initial()),
                        p.dataset(),
                        p.rounds(),
                        p.training(),
                        p.aggregation(),
                        p.serverOptimizer(),
                        p.cohort(),
                        p.round(),
                        p.evaluation(),
                        p.auditors(),
                        p.limits(),
                        p.seed());
        assertThat(refused(() -> alliance.start("br", other)).code()).isEqualTo(ErrorCode.BAD_PLAN);
    }

    @Test
    void consentToOtherWeightsIsConsentToAnotherPlan() {
        var model = Architectures.initialise(Architectures.MLP, 1);
        upload(model);
        alliance.start("br", plan(model));
        var other = plan(Architectures.initialise(Architectures.MLP, 2));
        assertThatThrownBy(() ->
                        alliance.as("cn-1")
                                .submit(
                                        h ->
                                                new Claim.Consent(
                                                        h,
                                                        LiveAlliance.RUN,
                                                        ClaimCodec.planDigest(other),
                                                        Claim.Decision.GRANTED,
                                                        "owner",
                                                        ""),
                                        List.of()))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH));
        assertThat(alliance.run().initialModel()).isEqualTo(Sha256.of(model));
    }

    /// Neither a key that nobody knows nor a member without the right learns what is here.
    @Test
    void whoMayNotStartARunIsToldTheSameWhateverIsHere() {
        var model = Architectures.initialise(Architectures.MLP, 1);
        upload(model);
        var here = Sha256.of(model);
        var nowhere = Sha256.of(new byte[] {9});
        for (var name : List.of("nobody", "cn", "br-1")) {
            var said = new TreeSet<String>();
            for (var plan :
                    List.of(
                            plan().startingFrom(here, model.length),
                            plan().startingFrom(here, model.length - 1),
                            plan().startingFrom(here, 1),
                            plan().startingFrom(nowhere, model.length))) {
                var e = refused(() -> alliance.start(name, plan));
                said.add(e.code() + " " + e.reason());
            }
            assertThat(said).as(name).hasSize(1);
        }
    }

    @Test
    void anApplicationNeedsTheSecretNotItsHashFromTheLedger() {
        var secret = alliance.invite();
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(new NodeId("it-1"), alliance.key("it-1").publicKey());
        assertThatThrownBy(() ->
                        alliance.as("it")
                                .submit(
                                        h ->
                                                new Claim.Apply(
                                                        h,
                                                        secret.use(Invitation::secretHash),
                                                        new MemberId("it"),
                                                        "Thief",
                                                        "IT",
                                                        nodes,
                                                        Optional.empty()),
                                        List.of()))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED));
        assertThat(alliance.hub().runtime().read(l -> l.state()).applications())
                .doesNotContainKey(new MemberId("it"));
    }

    @Test
    void anUpdateForNoWorkOfOnesOwnIsToldTheSameWhateverIsHere() {
        var model = Architectures.initialise(Architectures.MLP, 1);
        upload(model);
        alliance.start("br", plan(model));
        var there = alliance.write("there", model);
        var absent = alliance.write("absent", LiveAlliance.safetensors(LiveAlliance.constant(3)));
        var id = LiveAlliance.item(1, org.foedus.core.round.WorkItem.Kind.TRAIN, "br-1");
        for (var name : List.of("nobody", "cn-1")) {
            var said = new TreeSet<String>();
            for (var file : List.of(there, absent)) {
                assertThatThrownBy(() ->
                                alliance.as(name)
                                        .submit(
                                                h ->
                                                        LiveAlliance.done(
                                                                h, id, LiveAlliance.output(file)),
                                                List.of()))
                        .isInstanceOfSatisfying(
                                FoedusException.class, e -> said.add(e.code() + e.reason()));
            }
            assertThat(said).as(name).hasSize(1);
        }
    }
}
