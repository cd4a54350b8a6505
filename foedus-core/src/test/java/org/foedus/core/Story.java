package org.foedus.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.foedus.core.aggregate.ServerOptimizer;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.DecisionRules;
import org.foedus.core.alliance.Governance;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Registrar;
import org.foedus.core.alliance.Rules;
import org.foedus.core.alliance.Texts;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.claim.Verdict;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;

/// A small alliance that a test tells entry by entry. A claim that is told must be legal.
public final class Story {
    public static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
    public static final MandateId CLOTHES = new MandateId("clothes");
    public static final RunId RUN = new RunId("run-1");
    public static final Sha256 MODEL = digest("model");
    public static final long MODEL_BYTES = 4096;
    public static final Signer HUB = Keys.key(1);
    public static final Cast BRAZIL = new Cast("brazil", "BR", 10);
    public static final Cast CHINA = new Cast("china", "CN", 20);
    public static final Cast INDIA = new Cast("india", "IN", 30);
    public static final Cast ITALY = new Cast("italy", "IT", 40);

    private AllianceState state = AllianceState.empty();
    private Instant now = START;
    private final List<Entry> told = new ArrayList<>();
    private final Map<PublicKey, Long> sequences = new HashMap<>();

    public static final Optional<RunPlan.Acceptance> KNOWINGLY =
            Optional.of(RunPlan.Acceptance.ACCEPTED);

    /// An organisation with one node.
    public record Cast(MemberId id, String country, NodeId nodeId, Signer key, Signer node) {
        public Cast(String id, String country, int seed) {
            this(
                    new MemberId(id),
                    country,
                    new NodeId(id + "-1"),
                    Keys.key(seed),
                    Keys.key(seed + 1));
        }
    }

    /// Long texts, out of what was told.
    public Texts texts() {
        return index -> told.get(Math.toIntExact(index));
    }

    /// Founded, with nobody in it.
    public static Story founded() {
        return founded(charter());
    }

    public static Story founded(Charter charter) {
        return new Story()
                .tell(at -> new Entry.Founded(at, charter, HUB.publicKey(), digest("nonce")));
    }

    /// Brazil (lead), China and India are full members, Italy observes; a mandate of Brazil's.
    public static Story settled() {
        return settled(charter());
    }

    public static Story settled(Charter charter) {
        var story = founded(charter);
        story.join(BRAZIL, MemberClass.FULL);
        story.join(CHINA, MemberClass.FULL);
        story.join(INDIA, MemberClass.FULL);
        story.join(ITALY, MemberClass.OBSERVER);
        return story.claim(BRAZIL.key(), h -> mandate(h, CLOTHES, BRAZIL.id()));
    }

    /// Settled, with a run of `plan` that every node consented to.
    public static Story running(RunPlan plan) {
        var story = settled().claim(BRAZIL.key(), h -> start(h, plan));
        for (var cast : List.of(BRAZIL, CHINA, INDIA, ITALY)) {
            story.claim(cast.node(), h -> consent(h, Claim.Decision.GRANTED));
        }
        return story;
    }

    public static Charter charter() {
        return new Charter(
                "Alliance",
                BRAZIL.id(),
                new AdmissionRule(0.5, 0.5),
                Charter.MandateIssuers.LEAD,
                List.of());
    }

    public static Charter charter(Governance governance) {
        return new Charter(
                "Alliance",
                BRAZIL.id(),
                new AdmissionRule(0.5, 0.5),
                Charter.MandateIssuers.LEAD,
                List.of(),
                Optional.of(governance));
    }

    /// A plan of three rounds for two to four nodes, evaluated by Brazil's.
    public static RunPlan plan() {
        return plan(pair(4), 4);
    }

    /// Two members at least, who know what that reveals.
    public static RunPlan.Cohort pair(int max) {
        return new RunPlan.Cohort(2, max, Duration.ofSeconds(30), KNOWINGLY);
    }

    public static RunPlan plan(RunPlan.Cohort cohort, int quorum) {
        return new RunPlan(
                CLOTHES,
                "Sort clothes",
                new RunPlan.Model("lenet5", 1),
                "fashion-mnist",
                3,
                new RunPlan.Training(20, 32, 0.02, 0.9, 0, RunPlan.Schedule.COSINE, 0),
                new RunPlan.Aggregation(RunPlan.Rule.FEDAVG, RunPlan.Weighting.EXAMPLES, 1000),
                new ServerOptimizer(ServerOptimizer.Kind.FEDAVGM, 1, 0.5),
                cohort,
                new RunPlan.RoundTimes(Duration.ofMinutes(10), quorum, Duration.ofSeconds(10)),
                new RunPlan.Evaluation(BRAZIL.nodeId(), "held-out", Duration.ofMinutes(2)),
                new TreeSet<>(List.of(CHINA.id())),
                new RunPlan.Limits(Duration.ofMinutes(10), 2),
                1);
    }

    public static Claim mandate(Claim.Header header, MandateId id, MemberId lead) {
        return new Claim.PublishMandate(
                header,
                id,
                "Clothes",
                "Sort them.",
                lead,
                START.plus(Duration.ofDays(90)),
                List.of());
    }

    public static Claim start(Claim.Header header, RunPlan plan) {
        return new Claim.StartRun(
                header, RUN, plan.startingFrom(MODEL, MODEL_BYTES), digest(plan.toString()));
    }

    public static Claim consent(Claim.Header header, Claim.Decision decision) {
        return consent(header, plan(), decision);
    }

    public static Claim consent(Claim.Header header, RunPlan plan, Claim.Decision decision) {
        var reveals =
                decision == Claim.Decision.GRANTED
                        ? plan.cohort().revealsUpdates()
                        : Optional.<RunPlan.Acceptance>empty();
        return new Claim.Consent(
                header, RUN, digest(plan.toString()), decision, "owner", "", reveals);
    }

    public static Claim invite(Claim.Header header, String secret, MemberClass memberClass) {
        return new Claim.Invite(
                header,
                digest(secret),
                START.plus(Duration.ofDays(7)),
                Optional.empty(),
                memberClass);
    }

    public static Claim.Apply apply(Claim.Header header, String secret, Cast cast) {
        return new Claim.Apply(
                header,
                digest(secret),
                cast.id(),
                "Association of " + cast.id(),
                cast.country(),
                new TreeMap<>(Map.of(cast.nodeId(), cast.node().publicKey())),
                Optional.empty());
    }

    public static Claim done(Claim.Header header, int round, NodeId node, Output delta) {
        return new Claim.WorkDone(
                header,
                train(round, node),
                new TreeMap<>(Map.of("delta", delta)),
                100,
                new TreeMap<>(),
                Optional.empty());
    }

    public static Output delta(long bytes) {
        return new Output(digest("delta"), digest("chunks"), bytes, Output.DELTA, Output.FP32);
    }

    public static WorkItemId train(int round, NodeId node) {
        return WorkItemId.of(RUN, round, WorkItem.Kind.TRAIN, node);
    }

    public static Sha256 digest(String of) {
        return Sha256.of(of.getBytes(StandardCharsets.UTF_8));
    }

    public Story join(Cast cast, MemberClass memberClass) {
        var secret = "secret of " + cast.id();
        claim(HUB, h -> invite(h, secret, memberClass));
        claim(cast.key(), h -> apply(h, secret, cast));
        return tell(at -> new Entry.Admitted(at, cast.id(), "charter"));
    }

    public Story open(int round, Cast... cohort) {
        var nodes = new TreeSet<NodeId>();
        for (var cast : cohort) {
            nodes.add(cast.nodeId());
        }
        return tell(at ->
                new Entry.RoundOpened(at, RUN, round, run().model(), nodes, at.plusSeconds(600)));
    }

    /// The node's update for the round comes in.
    public Story update(int round, Cast cast) {
        return claim(cast.node(), h -> done(h, round, cast.nodeId(), delta(MODEL_BYTES)));
    }

    public Story close(int round, SortedMap<NodeId, String> excluded, Cast... included) {
        var nodes = new TreeSet<NodeId>();
        for (var cast : included) {
            nodes.add(cast.nodeId());
        }
        return tell(at -> new Entry.RoundClosed(at, RUN, round, nodes, excluded));
    }

    public Story publish(int round) {
        return tell(at ->
                new Entry.RoundPublished(
                        at,
                        RUN,
                        round,
                        digest("model " + round),
                        MODEL_BYTES,
                        Optional.of(digest("momentum " + round)),
                        new TreeMap<>()));
    }

    public Story fail(int round) {
        return tell(at -> new Entry.RoundFailed(at, RUN, round, "too few"));
    }

    /// Appends every decision that is due.
    public Story decide() {
        var due = Registrar.next(state, now);
        while (due.isPresent()) {
            var entry = due.get();
            DecisionRules.judge(state, entry)
                    .ifPresent(why -> {
                        throw new AssertionError(entry + " is illegal: " + why);
                    });
            tell(_ -> entry);
            due = Registrar.next(state, now);
        }
        return this;
    }

    public Story later(Duration time) {
        now = now.plus(time);
        return this;
    }

    public Story tell(Function<Instant, Entry> entry) {
        var next = entry.apply(now);
        state = state.apply(next, digest("leaf " + state.size()));
        told.add(next);
        return this;
    }

    /// The same entries once more, from the first.
    public AllianceState again() {
        var anew = AllianceState.empty();
        for (var entry : told) {
            anew = anew.apply(entry, digest("leaf " + anew.size()));
        }
        return anew;
    }

    public List<Entry> told() {
        return List.copyOf(told);
    }

    /// Judges a claim with the key's next sequence, and appends it.
    public Story claim(Signer signer, Function<Claim.Header, Claim> claim) {
        var made = claim.apply(header(signer));
        var verdict = judge(signer, made);
        if (!(verdict instanceof Verdict.Accepted)) {
            throw new AssertionError(made + " was not accepted: " + verdict);
        }
        sequences.put(signer.publicKey(), made.header().sequence());
        return tell(at -> new Entry.Claimed(at, envelope(signer, made), made));
    }

    /// A header of now with the key's next sequence.
    public Claim.Header header(Signer signer) {
        long last = sequences.getOrDefault(signer.publicKey(), 0L);
        return new Claim.Header(state.allianceId(), last + 1, now);
    }

    public Verdict judge(Signer signer, Claim claim) {
        return Rules.judge(state, envelope(signer, claim), claim, now);
    }

    /// What becomes of a claim with the key's next sequence.
    public Verdict judge(Signer signer, Function<Claim.Header, Claim> claim) {
        return judge(signer, claim.apply(header(signer)));
    }

    public static Envelope envelope(Signer signer, Claim claim) {
        return Envelope.sign(Envelope.CLAIM, Bytes.utf8(claim.toString()), signer);
    }

    public AllianceState state() {
        return state;
    }

    public Instant now() {
        return now;
    }

    public Run run() {
        var run = state.runs().get(RUN);
        if (run == null) {
            throw new AssertionError("no run");
        }
        return run;
    }
}
