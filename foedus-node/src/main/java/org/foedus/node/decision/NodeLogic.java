package org.foedus.node.decision;

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
import org.foedus.protocol.api.Api;
import org.foedus.protocol.model.Architectures;
import org.foedus.protocol.model.ModelFile;

/// Decides what a node does. Deny by default: an item is done only if the verified ledger holds it,
/// this node's consent to exactly that plan is in force there, and the owner's limits allow it.
public final class NodeLogic {
    private final View view;

    private NodeLogic(View view) {
        this.view = view;
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
                .map(request ->
                        switch (view.policy().decide(request)) {
                            case NodePolicy.Permit p -> permit(run, request, p.by());
                            case NodePolicy.Refuse r ->
                                    consent(
                                            run,
                                            Claim.Decision.REFUSED,
                                            r.rule(),
                                            new Obstacle(r.why()));
                            case NodePolicy.Review r -> new Action.AskOwner(run.id(), r.why());
                        });
    }

    /// A consent that every work item would break is none.
    private Action permit(Run run, Request request, String by) {
        return unable(run, request)
                .map(why -> consent(run, Claim.Decision.REFUSED, by, why))
                .orElseGet(() -> consent(run, Claim.Decision.GRANTED, by, new Obstacle("")));
    }

    private static Action consent(Run run, Claim.Decision decision, String by, Obstacle why) {
        var reveals =
                decision == Claim.Decision.GRANTED
                        ? run.plan().cohort().revealsUpdates()
                        : Optional.<RunPlan.Acceptance>empty();
        return new Action.GiveConsent(
                run.id(), run.planDigest(), decision, by, why.said(), why.told(), reveals);
    }

    /// Takes back a consent whose ground is gone: from the next close on nothing of this node is
    /// included.
    private Optional<Action> review(Run run, ConsentState given) {
        if (!given.granted()) {
            return Optional.empty();
        }
        var ended = view.policy().standing().ended(given.by(), view.now()).map(Obstacle::new);
        return ended.or(() -> view.request(run).flatMap(r -> forbidden(run.plan(), r)))
                .map(why -> consent(run, Claim.Decision.WITHDRAWN, given.by(), why));
    }

    /// Why this node can neither train nor evaluate under the plan of `run`.
    private Optional<Obstacle> unable(Run run, Request request) {
        var own = view.datasets().named(run.plan(), view.node());
        if (own.isEmpty()) {
            return Optional.of(new Obstacle("this node has no dataset " + run.plan().dataset()));
        }
        return forbidden(run.plan(), request).or(() -> beyond(run).map(Obstacle::new));
    }

    /// Why no data here that the plan names may be used for it; empty if there is none.
    private Optional<Obstacle> forbidden(RunPlan plan, Request request) {
        var objections = new ArrayList<Obstacle>();
        for (var name : view.datasets().named(plan, view.node())) {
            var objection = objection(name, request);
            if (objection.isEmpty()) {
                return Optional.empty();
            }
            objections.add(objection.get());
        }
        return objections.stream().findFirst();
    }

    private Optional<Obstacle> objection(String dataset, Request request) {
        return view.datasets()
                .permission(dataset)
                .objection(request)
                .map(full ->
                        new Obstacle(
                                "the dataset " + dataset + " is not for this run",
                                "dataset " + dataset + ": " + full));
    }

    /// What is in the way.
    ///
    /// @param said to everyone
    /// @param told to the owner alone
    private record Obstacle(String said, String told) {
        Obstacle(String both) {
            this(both, both);
        }
    }

    /// Why the plan is beyond what this machine can and its owner lets it do.
    private Optional<String> beyond(Run run) {
        var plan = run.plan();
        if (!view.architectures().contains(plan.model().architecture())) {
            return Optional.of(
                    "no engine here trains the architecture " + plan.model().architecture());
        }
        boolean another =
                Architectures.named(plan.model().architecture())
                        .filter(a -> !ModelFile.fits(a, run.modelBytes()))
                        .isPresent();
        if (another) {
            return Optional.of(
                    "its initial model has not the size of one of " + plan.model().architecture());
        }
        return plan.training().steps() > view.limits().maxSteps()
                ? Optional.of(
                        plan.training().steps()
                                + " steps are over this node's limit of "
                                + view.limits().maxSteps())
                : Optional.empty();
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
        var hours = view.limits().hours();
        if (hours != null && !hours.contains(view.now().atZone(view.zone()).toLocalTime())) {
            return new Action.Decline(item.id(), "outside this node's hours " + hours);
        }
        var beyond = beyond(run);
        if (beyond.isPresent()) {
            return new Action.Decline(item.id(), beyond.get());
        }
        return switch (item.kind()) {
            case TRAIN -> judgeTraining(run, item);
            case EVALUATE -> judgeEvaluation(run, item);
        };
    }

    private Action judgeTraining(Run run, WorkItem item) {
        var plan = run.plan();
        if (item.step() >= plan.rounds()) {
            return new Action.Decline(item.id(), "beyond the plan's " + plan.rounds() + " rounds");
        }
        long rounds = (long) plan.rounds() * Math.max(1, plan.limits().failedRounds());
        if (item.round() > rounds) {
            return new Action.Decline(
                    item.id(), "round " + item.round() + ": the plan allows " + rounds);
        }
        if (!item.base().equals(run.model())) {
            return new Action.Decline(
                    item.id(), "its base is not the newest version of the run's model");
        }
        return unusable(run, plan.dataset())
                .map(why -> decline(item, why))
                .orElseGet(() -> new Action.Train(run, item));
    }

    private Action judgeEvaluation(Run run, WorkItem item) {
        var evaluation = run.plan().evaluation();
        if (!evaluation.node().equals(view.node())) {
            return new Action.Decline(item.id(), "the plan names another node to evaluate");
        }
        return unusable(run, evaluation.dataset())
                .map(why -> decline(item, why))
                .orElseGet(() -> new Action.Evaluate(run, item));
    }

    private static Action decline(WorkItem item, Obstacle why) {
        return new Action.Decline(item.id(), why.said(), why.told());
    }

    private Optional<Obstacle> unusable(Run run, String dataset) {
        if (!view.datasets().names().contains(dataset)) {
            return Optional.of(new Obstacle("this node has no dataset " + dataset));
        }
        return view.request(run).flatMap(r -> objection(dataset, r));
    }
}
