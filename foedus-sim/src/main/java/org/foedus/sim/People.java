package org.foedus.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.engine.Architectures;
import org.foedus.link.client.HubConnection;
import org.foedus.link.client.RetryPolicy;
import org.foedus.link.hub.HubClient;
import org.foedus.link.invitation.Invitation;
import org.foedus.link.keys.SecretBytes;
import org.foedus.protocol.json.ClaimCodec;

/// What people do: invite, apply, vote, publish, start, withdraw. They try until it is done, as
/// people do, and look at the ledger to see whether it is.
final class People {
    static final RunId RUN = new RunId("run-1");
    static final MandateId MANDATE = new MandateId("m-1");

    private final Network network;
    private final HubHost hub;
    private final Referee referee;
    private final Keys keys;
    private final Path folder;
    private final Machine machine;
    private final PublicKey hubKey;

    People(World world, Network network, HubHost hub, Referee referee, Keys keys, Path folder) {
        this.network = network;
        this.hub = hub;
        this.referee = referee;
        this.keys = keys;
        this.folder = folder;
        this.machine = new Machine(world, "people", Duration.ZERO);
        this.hubKey = hub.key().publicKey();
    }

    Machine machine() {
        return machine;
    }

    private AllianceState state() {
        return referee.state();
    }

    /// A client of its own, signed in.
    HubClient as(Signer signer) {
        var client = stranger();
        client.signIn(signer);
        return client;
    }

    private HubClient stranger() {
        var connection =
                new HubConnection(
                        () -> SimLink.open(network, machine, hub, hubKey),
                        RetryPolicy.DEFAULT,
                        machine.pause(),
                        machine.clock());
        return new HubClient(connection, machine.clock(), RetryPolicy.DEFAULT, machine.pause());
    }

    /// Tries until `done`.
    void insist(BooleanSupplier done, Runnable attempt) {
        while (!done.getAsBoolean()) {
            try {
                attempt.run();
            } catch (FoedusException e) {
                machine.world().note("people: " + e.code());
            }
            machine.busy(machine.world().between(Duration.ofMillis(500), Duration.ofSeconds(6)));
        }
    }

    /// Founders apply one after the other, and those before vote them in.
    void join(List<MemberId> members) {
        for (var member : members) {
            insist(
                    () -> state().applications().containsKey(member),
                    () -> apply(member, invite(member)));
            for (var voter : members.subList(0, members.indexOf(member))) {
                insist(
                        () -> state().active(member) || voted(voter, member),
                        () ->
                                as(keys.signer(voter.value()))
                                        .submit(
                                                h -> new Claim.Vote(h, member, Choice.YES),
                                                List.of()));
            }
            insist(() -> state().active(member), () -> {});
        }
    }

    private boolean voted(MemberId voter, MemberId applicant) {
        var application = state().applications().get(applicant);
        return application != null && application.votes().containsKey(voter);
    }

    private SecretBytes invite(MemberId member) {
        var secret = SecretBytes.random(machine.secureChance(), Invitation.SECRET_BYTES);
        var expires = machine.clock().instant().plus(Duration.ofDays(1));
        as(hub.key())
                .submit(
                        h ->
                                new Claim.Invite(
                                        h,
                                        secret.use(Invitation::secretHash),
                                        expires,
                                        Optional.of(member),
                                        MemberClass.FULL),
                        List.of());
        return secret;
    }

    private void apply(MemberId member, SecretBytes secret) {
        var nodes = new TreeMap<NodeId, PublicKey>();
        var node = new NodeId(member + "-1");
        nodes.put(node, keys.signer(node.value()).publicKey());
        stranger()
                .apply(
                        secret,
                        keys.signer(member.value()),
                        h ->
                                new Claim.Apply(
                                        h,
                                        secret.use(Invitation::secretHash),
                                        member,
                                        "Association " + member,
                                        "BR",
                                        nodes,
                                        Optional.empty()),
                        List.of());
    }

    void publish(MemberId lead) {
        var due = machine.clock().instant().plus(Duration.ofDays(30));
        insist(
                () -> state().mandates().containsKey(MANDATE),
                () ->
                        as(keys.signer(lead.value()))
                                .submit(
                                        h ->
                                                new Claim.PublishMandate(
                                                        h, MANDATE, "A test", "Train.", lead, due,
                                                        List.of()),
                                        List.of()));
    }

    void start(MemberId lead, RunPlan plan) {
        var bytes = Architectures.initialise(ToyEngine.ARCHITECTURE, plan.model().seed());
        var file = folder.resolve("initial.safetensors");
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var digest = Sha256.of(bytes);
        insist(
                () -> state().runs().containsKey(RUN),
                () -> {
                    var client = as(keys.signer(lead.value()));
                    client.upload(file, digest, bytes.length, "model");
                    client.submit(
                            h ->
                                    new Claim.StartRun(
                                            h,
                                            RUN,
                                            plan,
                                            ClaimCodec.planDigest(plan),
                                            digest,
                                            bytes.length),
                            List.of());
                });
    }

    private boolean running() {
        var run = state().runs().get(RUN);
        return run != null && run.active();
    }

    /// The owner of `node` says yes, or takes it back.
    void consent(NodeId node, Claim.Decision decision) {
        insist(
                () -> !running() || said(node, decision),
                () -> {
                    var run = state().runs().get(RUN);
                    if (run != null) {
                        as(keys.signer(node.value()))
                                .submit(
                                        h ->
                                                new Claim.Consent(
                                                        h,
                                                        RUN,
                                                        run.planDigest(),
                                                        decision,
                                                        "owner",
                                                        "a change of mind"),
                                        List.of());
                    }
                });
    }

    private boolean said(NodeId node, Claim.Decision decision) {
        var run = state().runs().get(RUN);
        var consent = run == null ? null : run.consents().get(node);
        return consent != null && consent.decision() == decision;
    }

    /// Bytes for a small file of their own.
    Path write(String name, String text) {
        try {
            return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
