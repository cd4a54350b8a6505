package org.foedus.node.fake;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.aggregate.ServerOptimizer;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.model.Architectures;

/// An alliance of one member, `lead`, with one node, `n1`, on a fake hub.
public final class World {
    public static final MemberId LEAD = new MemberId("lead");
    public static final NodeId NODE = new NodeId("n1");
    public static final RunId RUN = new RunId("r1");

    public final FakeHub hub;
    public final Signer organisation;
    public final Signer node;

    public World(FakeHub hub) {
        this(hub, Keys.fresh(), Keys.fresh());
    }

    public World(FakeHub hub, Signer organisation, Signer node) {
        this.hub = hub;
        this.organisation = organisation;
        this.node = node;
    }

    /// Invites, applies and admits.
    public World founded() {
        applies(LEAD, organisation, NODE, node);
        hub.append(new Entry.Admitted(hub.now(), LEAD, "charter: lead"));
        return this;
    }

    /// An organisation is invited, and applies.
    public void applies(MemberId member, Signer key, NodeId agent, Signer agentKey) {
        var secret = Sha256.of(member.value().getBytes(StandardCharsets.UTF_8));
        hub.say(
                hub.identity,
                h ->
                        new Claim.Invite(
                                h,
                                secret,
                                hub.now().plusSeconds(600),
                                Optional.empty(),
                                MemberClass.FULL));
        SortedMap<NodeId, PublicKey> nodes = new TreeMap<>();
        nodes.put(agent, agentKey.publicKey());
        hub.say(
                key,
                h -> new Claim.Apply(h, secret, member, "The Lead", "IT", nodes, Optional.empty()));
    }

    /// Publishes a mandate and starts a run under it.
    public World running() {
        return running(plan("mlp", "tiny", 4));
    }

    public World running(RunPlan plan) {
        return running(plan, Architectures.initialise(Architectures.MLP, 3));
    }

    /// From these bytes, whatever they are.
    public World running(RunPlan plan, byte[] model) {
        hub.say(
                organisation,
                h ->
                        new Claim.PublishMandate(
                                h,
                                plan.mandate(),
                                "Title",
                                "Text",
                                LEAD,
                                hub.now().plus(Duration.ofDays(9)),
                                List.of()));
        var digest = Sha256.of(model);
        hub.blobs.put(digest, model);
        var started = plan.startingFrom(digest, model.length);
        hub.say(
                organisation,
                h -> new Claim.StartRun(h, RUN, started, ClaimCodec.planDigest(started)));
        return this;
    }

    public static RunPlan plan(String architecture, String dataset, int steps) {
        return new RunPlan(
                new MandateId("m1"),
                "to test",
                new RunPlan.Model(architecture, 3),
                dataset,
                2,
                new RunPlan.Training(steps, 4, 0.05, 0.9, 0, RunPlan.Schedule.COSINE, 0),
                new RunPlan.Aggregation(RunPlan.Rule.FEDAVG, RunPlan.Weighting.EXAMPLES, 1_000_000),
                new ServerOptimizer(ServerOptimizer.Kind.FEDAVG, 1, 0),
                new RunPlan.Cohort(
                        1, 1, Duration.ofSeconds(1), Optional.of(RunPlan.Acceptance.ACCEPTED)),
                new RunPlan.RoundTimes(Duration.ofMinutes(5), 1, Duration.ofSeconds(1)),
                new RunPlan.Evaluation(NODE, dataset, Duration.ofMinutes(5)),
                new TreeSet<>(),
                new RunPlan.Limits(Duration.ofMinutes(2), 3),
                5);
    }

    public Run run() {
        var run = hub.state().runs().get(RUN);
        if (run == null) {
            throw new IllegalStateException("no run yet");
        }
        return run;
    }

    public void openRound(int round) {
        var at = hub.now();
        hub.append(
                new Entry.RoundOpened(
                        at,
                        RUN,
                        round,
                        run().model(),
                        new TreeSet<>(List.of(NODE)),
                        at.plus(Duration.ofMinutes(5))));
    }

    /// Closes a round whose only node has answered, and publishes the same model again.
    public void publish(int round) {
        var cohort = new TreeSet<>(List.of(NODE));
        hub.append(new Entry.RoundClosed(hub.now(), RUN, round, cohort, new TreeMap<>()));
        hub.append(
                new Entry.RoundPublished(
                        hub.now(),
                        RUN,
                        round,
                        run().model(),
                        run().modelBytes(),
                        Optional.empty(),
                        new TreeMap<>()));
    }

    public void consent() {
        consent(Claim.Decision.GRANTED);
    }

    public void consent(Claim.Decision decision) {
        consent(decision, "owner");
    }

    public void consent(Claim.Decision decision, String by) {
        var digest = run().planDigest();
        var reveals =
                decision == Claim.Decision.GRANTED
                        ? run().plan().cohort().revealsUpdates()
                        : Optional.<RunPlan.Acceptance>empty();
        hub.say(node, h -> new Claim.Consent(h, RUN, digest, decision, by, "", reveals));
    }
}
