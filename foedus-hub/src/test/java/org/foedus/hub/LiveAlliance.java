package org.foedus.hub;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.Signer;
import org.foedus.link.address.HubAddress;
import org.foedus.link.client.HubConnection;
import org.foedus.link.client.HubTarget;
import org.foedus.link.client.Pause;
import org.foedus.link.client.RetryPolicy;
import org.foedus.link.hub.HubClient;
import org.foedus.link.hub.Statements;
import org.foedus.link.invitation.Invitation;
import org.foedus.link.keys.KeyFile;
import org.foedus.link.keys.SecretBytes;
import org.foedus.link.mirror.Mirror;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.form.PlanForm;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.model.Architectures;
import org.foedus.protocol.model.ModelFile;
import org.foedus.protocol.safetensors.DType;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorInfo;

/// A real hub on a real port with real TLS, and members that a test speaks for.
final class LiveAlliance implements AutoCloseable {
    static final int PARAMETERS = Math.toIntExact(Architectures.MLP.parameters());
    static final RunId RUN = new RunId("run-1");

    /// More of a plan that waits for everybody, however slow the machine.
    static final String ALL_THREE = "round: {quorum: 3, grace: 5m, deadline: 10m}";

    private static final MandateId MANDATE = new MandateId("m-1");

    final Path folder;
    final HubHome home;
    final Map<String, Signer> keys = new HashMap<>();
    private final SecureRandom chance = new SecureRandom();
    private final Deque<HubClient> clients = new ArrayDeque<>();
    private final InstantSource clock;
    private Hub hub;

    LiveAlliance(Path folder) {
        this(folder, InstantSource.system(), "founders: []");
    }

    /// @param clock of the hub and of everyone
    /// @param rules the rest of the charter, in YAML
    LiveAlliance(Path folder, InstantSource clock, String rules) {
        this.folder = folder;
        this.clock = clock;
        var port = freePort();
        var address = "127.0.0.1:" + port;
        home =
                HubHome.create(
                        folder.resolve("hub"),
                        new HubHome.Settings(List.of(address), "127.0.0.1", port, List.of()));
        var charter =
                """
                name: Test alliance
                lead: br
                admission: {threshold: 0.5, quorum: 0.5}
                mandates: lead
                %s
                """
                        .formatted(rules);
        Hub.found(
                home,
                CharterForm.read("charter.yaml", charter.getBytes(StandardCharsets.UTF_8)),
                clock,
                chance);
        hub = start();
    }

    private Hub start() {
        return Hub.start(home, clock, chance, "test");
    }

    void restart() {
        stop();
        begin();
    }

    void stop() {
        hub.close();
    }

    void begin() {
        hub = start();
    }

    /// The same hub, where everybody may read what members decided.
    void open() {
        read(HubHome.Settings.Reading.PUBLIC);
    }

    /// The same hub with other readers.
    void read(HubHome.Settings.Reading reading) {
        stop();
        home.keep(home.settings().withReading(reading));
        begin();
    }

    /// The mirror of the key called `name`, opened anew; the test closes it.
    Mirror mirror(String name) {
        return Mirror.open(folder.resolve("mirror-" + name), home.identity().publicKey());
    }

    /// Brings that mirror up to date.
    void mirrored(String... names) {
        for (var name : names) {
            try (var mirror = mirror(name)) {
                mirror.follow(as(name), Duration.ZERO);
            }
        }
    }

    Hub hub() {
        return hub;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    HubAddress address() {
        return HubAddress.parse(home.settings().addresses().getFirst());
    }

    /// A client that is not signed in.
    HubClient stranger() {
        var target = HubTarget.direct(address(), home.identity().publicKey().fingerprint());
        var client = HubClient.of(target, clock);
        clients.push(client);
        return client;
    }

    /// A client signed in with the key called `name`: `operator`, `br`, or `br-1` for its node.
    HubClient as(String name) {
        var client = stranger();
        client.signIn(name.equals("operator") ? home.identity() : key(name));
        return client;
    }

    /// As `name`, without trying again.
    HubClient impatient(String name) {
        var target = HubTarget.direct(address(), home.identity().publicKey().fingerprint());
        var once = new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10));
        var connection = new HubConnection(target, Statements::read, once, Pause.sleeping(), clock);
        var client = new HubClient(connection, clock, once, Pause.sleeping());
        clients.push(client);
        client.signIn(key(name));
        return client;
    }

    Signer key(String name) {
        return keys.computeIfAbsent(name, n -> KeyFile.create(folder.resolve("key-" + n + ".pem")));
    }

    SecretBytes invite(MemberClass memberClass, Instant expires) {
        var secret = SecretBytes.random(chance, Invitation.SECRET_BYTES);
        as("operator")
                .submit(
                        h ->
                                new Claim.Invite(
                                        h,
                                        secret.use(Invitation::secretHash),
                                        expires,
                                        Optional.empty(),
                                        memberClass),
                        List.of());
        return secret;
    }

    SecretBytes invite() {
        return invite(MemberClass.FULL, Instant.now().plus(Duration.ofDays(1)));
    }

    Api.ClaimAnswer apply(String member, SecretBytes secret) {
        var nodes = new TreeMap<NodeId, org.foedus.core.signature.PublicKey>();
        nodes.put(new NodeId(member + "-1"), key(member + "-1").publicKey());
        return stranger()
                .apply(
                        secret,
                        key(member),
                        h ->
                                new Claim.Apply(
                                        h,
                                        secret.use(Invitation::secretHash),
                                        new MemberId(member),
                                        "Association " + member,
                                        member.toUpperCase(java.util.Locale.ROOT),
                                        nodes,
                                        Optional.empty()),
                        List.of());
    }

    void vote(String voter, String applicant, Choice choice) {
        as(voter).submit(h -> new Claim.Vote(h, new MemberId(applicant), choice), List.of());
    }

    /// br, cn and in are full members.
    LiveAlliance ofThree() {
        apply("br", invite());
        apply("cn", invite());
        vote("br", "cn", Choice.YES);
        apply("in", invite());
        vote("br", "in", Choice.YES);
        vote("cn", "in", Choice.YES);
        return this;
    }

    /// A run over the three, under a mandate, with the given rounds.
    void startRun(int rounds, String more) {
        mandate();
        var lead = as("br");
        var model = write("initial", safetensors(new float[PARAMETERS]));
        var digest = digest(model);
        lead.upload(model, digest, size(model), "model");
        start("br", plan(rounds, more).startingFrom(digest, size(model)));
    }

    /// One of br's.
    void mandate() {
        var due = Instant.now().plus(Duration.ofDays(30));
        as("br").submit(
                        h ->
                                new Claim.PublishMandate(
                                        h,
                                        MANDATE,
                                        "A test",
                                        "Train.",
                                        new MemberId("br"),
                                        due,
                                        List.of()),
                        List.of());
    }

    /// As `name`, whatever the bytes are.
    Api.ClaimAnswer start(String name, RunPlan plan) {
        return as(name).submit(
                        h -> new Claim.StartRun(h, RUN, plan, ClaimCodec.planDigest(plan)),
                        List.of());
    }

    static RunPlan plan(int rounds, String more) {
        var yaml =
                """
                mandate: m-1
                purpose: A test
                model: {architecture: mlp}
                dataset: data
                rounds: %d
                cohort: {%s, max: 3, patience: 20s}
                server_optimizer: {name: fedavgm, learning_rate: 1.0, momentum: 0.5}
                evaluation: {node: br-1, dataset: held-out, deadline: 1s}
                auditors: [br]
                %s
                """
                        .formatted(
                                rounds,
                                more.equals(ALL_THREE)
                                        ? "min: 3"
                                        : "min: 2, reveals_updates: accepted",
                                more);
        return PlanForm.read("plan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    Run run() {
        return hub.runtime()
                .read(l -> Optional.ofNullable(l.state().runs().get(RUN)))
                .orElseThrow();
    }

    void consent(String node, Claim.Decision decision) {
        var run = run();
        var reveals =
                decision == Claim.Decision.GRANTED
                        ? run.plan().cohort().revealsUpdates()
                        : Optional.<RunPlan.Acceptance>empty();
        as(node).submit(
                        h ->
                                new Claim.Consent(
                                        h,
                                        RUN,
                                        run.planDigest(),
                                        decision,
                                        "owner",
                                        "test",
                                        reveals),
                        List.of());
    }

    static WorkItemId item(int round, WorkItem.Kind kind, String node) {
        return WorkItemId.of(RUN, round, kind, new NodeId(node));
    }

    /// Uploads `delta` for a training item and claims it.
    Api.ClaimAnswer train(String node, int round, float[] delta) {
        return claim(node, node, round, safetensors(delta));
    }

    /// Uploads by `node` for the item of `owner`.
    Api.ClaimAnswer claim(String node, String owner, int round, byte[] file) {
        var id = item(round, WorkItem.Kind.TRAIN, owner);
        var path = write(node + "-" + round, file);
        var client = as(node);
        client.upload(path, digest(path), size(path), id.value());
        return client.submit(h -> done(h, id, output(path)), List.of());
    }

    static Claim.WorkDone done(Claim.Header header, WorkItemId id, Output output) {
        var outputs = new TreeMap<String, Output>();
        outputs.put("delta", output);
        return new Claim.WorkDone(header, id, outputs, 100, new TreeMap<>(), Optional.empty());
    }

    static Output output(Path file) {
        var bytes = bytes(file);
        var tree = new MerkleTree();
        for (int at = 0; at < bytes.length; at += Blobs.CHUNK_BYTES) {
            int end = Math.min(bytes.length, at + Blobs.CHUNK_BYTES);
            tree.append(MerkleTree.leafHash(java.util.Arrays.copyOfRange(bytes, at, end)));
        }
        return new Output(Sha256.of(bytes), tree.root(), bytes.length, Output.DELTA, Output.FP32);
    }

    /// A model, if these are as many as it has parameters.
    static byte[] safetensors(float[] values) {
        var header =
                values.length == PARAMETERS
                        ? ModelFile.header(Architectures.MLP, new TreeMap<>())
                        : Safetensors.header(
                                List.of(
                                        new TensorInfo(
                                                "weight",
                                                DType.F32,
                                                List.of((long) values.length),
                                                0)),
                                new TreeMap<>());
        var file =
                ByteBuffer.allocate(header.length + 4 * values.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        file.put(header);
        for (float value : values) {
            file.putFloat(value);
        }
        return file.array();
    }

    static float[] constant(float value) {
        var values = new float[PARAMETERS];
        java.util.Arrays.fill(values, value);
        return values;
    }

    static float firstValue(byte[] file) {
        var data = Safetensors.parse(MemorySegment.ofArray(file), "model").data();
        return data.get(org.foedus.kernels.Fp32.LAYOUT, 0);
    }

    Path write(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name + ".safetensors"), bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Sha256 digest(Path file) {
        return Sha256.of(bytes(file));
    }

    static long size(Path file) {
        return bytes(file).length;
    }

    @Override
    public void close() {
        while (!clients.isEmpty()) {
            clients.pop().close();
        }
        hub.close();
    }
}
