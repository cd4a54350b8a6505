package org.foedus.node.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Claim;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.policy.Request;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.run.ConsentState;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunPlan;
import org.foedus.node.decision.Abilities.Ability;
import org.foedus.protocol.api.Api;

/// Decides what a node does. Deny by default: an item is done only if the verified ledger holds it,
/// this node's consent to exactly that plan is in force there, and the owner's limits allow it.
public final class NodeLogic {
    private final View view;
    private final Abilities abilities;

    private NodeLogic(View view) {
        this.view = view;
        this.abilities = view.abilities();
    }

    /// Consents to give, then what to do with each item that the hub asks for, the most urgent
    /// first.
    public static List<Action> next(View view) {
        return new NodeLogic(view).next();
    }

    /// Whether an item that was begun is still to be done: its run goes on, this node's consent is
    /// in force, and nobody closed it.
    public static boolean wanted(AllianceState state, WorkItem item) {
        var run = state.runs().get(item.id().run());
        if (run == null || !run.active() || !run.consented(item.node())) {
            return false;
        }
        boolean collecting =
                item.kind() == WorkItem.Kind.EVALUATE
                        || run.rounds().get(item.round()) instanceof RoundState.Collecting;
        return collecting && run.work(item.id()).filter(Work::open).isPresent();
    }

    private List<Action> next() {
        var actions = new ArrayList<Action>();
        if (!view.state().nodes().containsKey(view.node())) {
            return actions;
        }
        for (var run : view.state().runs().values()) {
            if (run.active()) {
                var given = run.consents().get(view.node());
                (given == null ? decide(run) : review(run, given)).ifPresent(actions::add);
            }
        }
        view.work().items().stream()
                .sorted(
                        Comparator.comparing((Api.Assignment a) -> a.item().deadline())
                                .thenComparing(a -> a.item().id()))
                .map(this::judge)
                .forEach(actions::add);
        return actions;
    }

    private Optional<Action> decide(Run run) {
        return view.request(run)
                .flatMap(request ->
                        switch (view.policy().decide(request)) {
                            case NodePolicy.Permit p -> permit(run, request, p.by());
                            case NodePolicy.Refuse r ->
                                    Optional.of(
                                            consent(
                                                    run,
                                                    Claim.Decision.REFUSED,
                                                    r.rule(),
                                                    new Obstacle(r.why())));
                            case NodePolicy.Review r ->
                                    Optional.of(new Action.AskOwner(run.id(), r.why()));
                        });
    }

    /// A consent that every work item would break is none: the data are read before it is signed.
    private Optional<Action> permit(Run run, Request request, String by) {
        var train = abilities.train(run, request);
        var evaluate = abilities.evaluate(run, request);
        if (train instanceof Ability.Can || evaluate.orElse(train) instanceof Ability.Can) {
            return Optional.of(consent(run, Claim.Decision.GRANTED, by, new Obstacle("")));
        }
        if (train instanceof Ability.Unseen || evaluate.orElse(train) instanceof Ability.Unseen) {
            return Optional.empty();
        }
        return train.obstacle().map(why -> consent(run, Claim.Decision.REFUSED, by, why));
    }

    private static Action consent(Run run, Claim.Decision decision, String by, Obstacle why) {
        var reveals =
                decision == Claim.Decision.GRANTED
                        ? run.plan().cohort().revealsUpdates()
                        : Optional.<RunPlan.Acceptance>empty();
        return new Action.GiveConsent(
                run.id(), run.planDigest(), decision, by, why.said(), why.told(), reveals);
    }

    private Optional<Action> review(Run run, ConsentState given) {
        return switch (given.decision()) {
            case GRANTED -> withdraw(run, given).or(() -> readiness(run));
            case REFUSED -> mended(run, given);
            case WITHDRAWN -> Optional.empty();
        };
    }

    /// What a rule permits and was refused for want of data is consented to once they are here.
    private Optional<Action> mended(Run run, ConsentState given) {
        return view.request(run)
                .flatMap(request ->
                        switch (view.policy().decide(request)) {
                            case NodePolicy.Permit p when p.by().equals(given.by()) ->
                                    permit(run, request, p.by());
                            case NodePolicy.Permit _, NodePolicy.Refuse _, NodePolicy.Review _ ->
                                    Optional.<Action>empty();
                        })
                .filter(a ->
                        a instanceof Action.GiveConsent c
                                && c.decision() == Claim.Decision.GRANTED);
    }

    /// Takes back a consent whose ground is gone: from the next close on nothing of this node is
    /// included.
    private Optional<Action> withdraw(Run run, ConsentState given) {
        var ended = view.policy().standing().ended(given.by(), view.now()).map(Obstacle::new);
        return ended.or(() -> view.request(run).flatMap(r -> forbidden(run.plan(), r)))
                .map(why -> consent(run, Claim.Decision.WITHDRAWN, given.by(), why));
    }

    /// Says that what the ledger has of this node's ability is so no longer. Where work is open,
    /// its answer says it.
    private Optional<Action> readiness(Run run) {
        var request = view.request(run);
        boolean asked =
                run.round().stream()
                        .filter(r -> r instanceof RoundState.Collecting)
                        .flatMap(r -> r.work().values().stream())
                        .anyMatch(w -> w.open() && w.item().node().equals(view.node()));
        if (asked || request.isEmpty()) {
            return Optional.empty();
        }
        if (run.able(view.node(), view.now())) {
            return abilities
                    .trainAsKnown(run, request.get())
                    .obstacle()
                    .map(why -> new Action.SayReady(run.id(), false, why.said(), why.told()));
        }
        boolean can =
                outside().isEmpty() && abilities.train(run, request.get()) instanceof Ability.Can;
        return can ? Optional.of(new Action.SayReady(run.id(), true, "", "")) : Optional.empty();
    }

    /// Why no data here that the plan names may be used for it; empty if there is none.
    private Optional<Obstacle> forbidden(RunPlan plan, Request request) {
        var objections = new ArrayList<Obstacle>();
        for (var name : view.datasets().named(plan, view.node())) {
            var objection = abilities.objection(name, request);
            if (objection.isEmpty()) {
                return Optional.empty();
            }
            objections.add(objection.get());
        }
        return objections.stream().findFirst();
    }

    private Action judge(Api.Assignment asked) {
        var item = asked.item();
        var run = view.state().runs().get(asked.run());
        if (view.answered().contains(item.id())) {
            return new Action.Refrain(item.id(), "answered already");
        }
        if (run == null) {
            return new Action.Refrain(item.id(), "the verified ledger has no such run");
        }
        if (!run.active()) {
            return new Action.Refrain(item.id(), "the run is " + run.status().label());
        }
        if (!asked.planDigest().equals(run.planDigest())) {
            return new Action.Refrain(item.id(), "it names another plan than the ledger");
        }
        if (!run.consented(view.node())) {
            return new Action.Refrain(item.id(), "this node's consent is not in force");
        }
        var given = run.consents().get(view.node());
        if (given == null || !view.policy().standing().holds(given.by(), view.now())) {
            return new Action.Refrain(item.id(), "its standing consent is in force no longer");
        }
        if (!item.node().equals(view.node())
                || run.work(item.id()).map(Work::item).filter(item::equals).isEmpty()) {
            return new Action.Refrain(item.id(), "the verified ledger has no such work item");
        }
        if (run.work(item.id()).filter(Work::open).isEmpty()) {
            return new Action.Refrain(item.id(), "answered already");
        }
        boolean closed =
                item.kind() == WorkItem.Kind.TRAIN
                        && !(run.rounds().get(item.round()) instanceof RoundState.Collecting);
        if (closed || !view.now().isBefore(item.deadline())) {
            return new Action.Refrain(item.id(), "its round is closed, or its deadline has passed");
        }
        return judge(run, item);
    }

    /// An item that the node owes an answer.
    private Action judge(Run run, WorkItem item) {
        return switch (item.kind()) {
            case TRAIN -> judgeTraining(run, item);
            case EVALUATE -> judgeEvaluation(run, item);
        };
    }

    /// When the owner's hours begin, outside of them.
    private Optional<Instant> outside() {
        var hours = view.limits().hours();
        var now = view.now().atZone(view.zone());
        return hours == null || hours.contains(now.toLocalTime())
                ? Optional.empty()
                : Optional.of(hours.next(now));
    }

    private Action judgeTraining(Run run, WorkItem item) {
        if (item.step() >= run.plan().rounds()) {
            return new Action.Decline(
                    item.id(), "beyond the plan's " + run.plan().rounds() + " rounds");
        }
        if (!item.base().equals(run.model())) {
            return new Action.Decline(
                    item.id(), "its base is not the newest version of the run's model");
        }
        var outside = outside();
        if (outside.isPresent()) {
            return unable(item, new Obstacle(hours()), outside);
        }
        return view.request(run)
                .flatMap(r -> abilities.trainAsKnown(run, r).obstacle())
                .map(why -> unable(item, why, Optional.empty()))
                .orElseGet(() -> new Action.Train(run, item));
    }

    private String hours() {
        return "outside this node's hours " + view.limits().hours();
    }

    /// Hours that begin before it is too late are waited for.
    private Action judgeEvaluation(Run run, WorkItem item) {
        var evaluation = run.plan().evaluation();
        if (!evaluation.node().equals(view.node())) {
            return new Action.Decline(item.id(), "the plan names another node to evaluate");
        }
        var outside = outside();
        if (outside.isPresent()) {
            return outside.get().isBefore(item.deadline())
                    ? new Action.Refrain(item.id(), hours() + ": left until they begin")
                    : unable(item, new Obstacle(hours()), outside);
        }
        return view.request(run)
                .flatMap(r -> abilities.barred(run, evaluation.dataset(), r))
                .map(why -> unable(item, why, Optional.empty()))
                .orElseGet(() -> new Action.Evaluate(run, item));
    }

    private static Action unable(WorkItem item, Obstacle why, Optional<Instant> until) {
        return new Action.Decline(
                item.id(), why.said(), why.told(), Optional.of(new Claim.Unable(until)));
    }
}
