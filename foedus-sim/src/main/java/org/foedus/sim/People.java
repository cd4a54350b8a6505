package org.foedus.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.link.client.HubConnection;
import org.foedus.link.client.RetryPolicy;
import org.foedus.link.hub.HubClient;
import org.foedus.link.invitation.Invitation;
import org.foedus.link.keys.SecretBytes;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.model.Architectures;

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
    private final Map<String, Integer> made = new TreeMap<>();
    private Function<PartnershipId, RunPlan> second =
            _ -> {
                throw new Violation("no plan for a second run");
            };
    private BiConsumer<NodeId, Consumer<Path>> rekeyed = (_, _) -> {};

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

    // ---- keys, which change

    private static final int MOST_KEYS = 50;

    private Signer named(String name, int number) {
        return keys.signer(number == 0 ? name : name + "/" + number);
    }

    /// The key of that name that is `key`.
    Signer holder(String name, PublicKey key) {
        for (int i = 0; i < MOST_KEYS; i++) {
            if (named(name, i).publicKey().equals(key)) {
                return named(name, i);
            }
        }
        throw new Violation("nobody holds the key of " + name);
    }

    /// A key of that name that nobody knows yet.
    Signer fresh(String name) {
        int next = made.merge(name, 1, Integer::sum);
        return named(name, next);
    }

    /// As the ledger has it now.
    Signer organisation(MemberId id) {
        var member = state().members().get(id);
        return member == null ? keys.signer(id.value()) : holder(id.value(), member.key());
    }

    private Signer node(NodeId id) {
        var key =
                state().members().values().stream()
                        .map(m -> m.nodes().get(id))
                        .filter(java.util.Objects::nonNull)
                        .findFirst();
        return key.map(k -> holder(id.value(), k)).orElseGet(() -> keys.signer(id.value()));
    }

    /// Lets the node of `member` go on under another key, once the ledger has it.
    void rekey(MemberId member) {
        var node = new NodeId(member + "-1");
        var next = fresh(node.value());
        as(organisation(member))
                .submit(
                        h ->
                                new MembershipClaim.DelegateNode(
                                        h,
                                        node,
                                        next.publicKey(),
                                        h.at().plus(Duration.ofMinutes(2))),
                        List.of());
        rekeyed.accept(node, file -> keys.replace(next, file));
    }

    /// @param restarted puts a key into the node's home and lets it start again
    void onRekeyed(BiConsumer<NodeId, Consumer<Path>> restarted) {
        rekeyed = restarted;
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
                    () -> apply(member, invite(member, MemberClass.FULL)));
            var lead = members.getFirst();
            insist(
                    () -> !phase(member).equals(Optional.of(Application.Phase.REVIEW)),
                    () ->
                            as(organisation(lead))
                                    .submit(
                                            h -> screening(h, member, Screening.Result.CLEAR),
                                            List.of()));
            for (var voter : members.subList(0, members.indexOf(member))) {
                insist(
                        () -> state().active(member) || voted(voter, member),
                        () ->
                                as(organisation(voter))
                                        .submit(
                                                h -> new Claim.Vote(h, member, Choice.YES),
                                                List.of()));
            }
            insist(() -> state().active(member), () -> {});
        }
    }

    /// An organisation applies that has no machine here.
    void comes(MemberId member, MemberClass memberClass) {
        apply(member, invite(member, memberClass));
    }

    static Claim screening(Claim.Header h, MemberId applicant, Screening.Result result) {
        return new MembershipClaim.Screen(h, applicant, result, "by hand", Optional.empty());
    }

    private Optional<Application.Phase> phase(MemberId member) {
        return Optional.ofNullable(state().applications().get(member)).map(Application::phase);
    }

    /// Whether `voter` could not vote when the vote opened: it was suspended.
    private static boolean shutOut(Application application, MemberId voter) {
        return application.poll().map(p -> !p.electorate().containsKey(voter)).orElse(false);
    }

    private boolean voted(MemberId voter, MemberId applicant) {
        var application = state().applications().get(applicant);
        return application != null
                && (application.votes().containsKey(voter) || shutOut(application, voter));
    }

    private SecretBytes invite(MemberId member, MemberClass memberClass) {
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
                                        memberClass),
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
                        as(organisation(lead))
                                .submit(
                                        h ->
                                                new Claim.PublishMandate(
                                                        h, MANDATE, "A test", "Train.", lead, due,
                                                        List.of()),
                                        List.of()));
    }

    void start(MemberId lead, RunPlan plan) {
        var model = model(plan);
        insist(() -> state().runs().containsKey(RUN), () -> start(lead, RUN, plan, model));
    }

    /// What a partnership's run does; tried once.
    void secondPlan(Function<PartnershipId, RunPlan> plan) {
        second = plan;
    }

    void startSecond(MemberId lead, PartnershipId partnership) {
        var plan = second.apply(partnership);
        start(lead, Affairs.SECOND, plan, model(plan));
    }

    private static byte[] model(RunPlan plan) {
        return Architectures.initialise(ToyEngine.ARCHITECTURE, plan.model().seed());
    }

    private void start(MemberId lead, RunId run, RunPlan plan, byte[] model) {
        var file = folder.resolve(run + ".safetensors");
        try {
            Files.write(file, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var digest = Sha256.of(model);
        var client = as(organisation(lead));
        client.upload(file, digest, model.length, "model");
        var started = plan.startingFrom(digest, model.length);
        client.submit(
                h -> new Claim.StartRun(h, run, started, ClaimCodec.planDigest(started)),
                List.of());
    }

    /// A member asks for a blob.
    void read(MemberId reader, Sha256 digest, long bytes) {
        var into = folder.resolve("read-" + reader + "-" + digest.shortHex());
        as(organisation(reader)).download(digest, bytes, into);
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
                        as(node(node))
                                .submit(
                                        h ->
                                                new Claim.Consent(
                                                        h,
                                                        RUN,
                                                        run.planDigest(),
                                                        decision,
                                                        "owner",
                                                        "a change of mind",
                                                        decision == Claim.Decision.GRANTED
                                                                ? run.plan()
                                                                        .cohort()
                                                                        .revealsUpdates()
                                                                : Optional.empty()),
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
