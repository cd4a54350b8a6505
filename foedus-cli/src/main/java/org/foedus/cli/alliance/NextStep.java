package org.foedus.cli.alliance;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.policy.Request;
import org.foedus.core.run.Run;
import org.foedus.node.home.NodeHome;

/// One thing to do, and the command that does it.
///
/// @param command without `--home`
public record NextStep(String why, String command) {

    /// What there is to do for whoever stands so, most urgent first.
    public static List<NextStep> of(Standing standing) {
        if (!standing.standing().isEmpty()) {
            return List.of(
                    new NextStep(
                            "nothing is signed or trained until you acknowledge what the hub did",
                            "foedus alarms"));
        }
        return switch (standing.self()) {
            case Standing.Self.Operator _ -> ofOperator(standing);
            case Standing.Self.Organisation o -> ofOrganisation(standing, o);
        };
    }

    private static List<NextStep> ofOperator(Standing standing) {
        if (standing.hub() instanceof Standing.Hub.Lost lost) {
            return List.of(
                    lost.code() == ErrorCode.HUB_UNREACHABLE
                            ? new NextStep("the hub does not run", "foedus hub start")
                            : new NextStep("the hub is not as it should be", "foedus doctor"));
        }
        return standing.state().stream()
                .flatMap(NextStep::uninvited)
                .map(id -> new NextStep(id + " has not applied yet", "foedus invite --for " + id))
                .toList();
    }

    /// Whom the charter expects and who has not come: the lead first, for without it nobody votes.
    private static Stream<MemberId> uninvited(AllianceState state) {
        var lead = state.rules().lead();
        var expected =
                Stream.concat(
                        Stream.of(lead),
                        state.rules().founders().stream().map(Charter.Founder::id));
        var absent =
                expected.distinct()
                        .filter(id -> !state.members().containsKey(id))
                        .filter(id -> !state.applications().containsKey(id))
                        .toList();
        return absent.contains(lead) ? Stream.of(lead) : absent.stream();
    }

    private static List<NextStep> ofOrganisation(
            Standing standing, Standing.Self.Organisation self) {
        return switch (standing.hub()) {
            case Standing.Hub.Lost _ ->
                    List.of(new NextStep("the hub can't be reached", "foedus doctor"));
            case Standing.Hub.Reached hub when hub.party().equals("applicant") ->
                    List.of(
                            new NextStep(
                                    "the full members vote on your application; ask them for it",
                                    "foedus vote " + self.member() + " yes"));
            case Standing.Hub.Reached hub when hub.party().equals("unknown") ->
                    List.of(
                            new NextStep(
                                    "the alliance does not know this key: ask for an invitation",
                                    "foedus join INVITATION"));
            case Standing.Hub.Reached _ ->
                    standing.state().map(s -> ofMember(s, self)).orElse(List.of());
        };
    }

    private static List<NextStep> ofMember(AllianceState state, Standing.Self.Organisation self) {
        var steps = new ArrayList<NextStep>();
        for (var application : ballots(state, self.member())) {
            var applicant = application.member();
            steps.add(
                    new NextStep(
                            application.legalName() + " has applied",
                            "foedus vote " + applicant + " yes|no|abstain"));
        }
        others(state, self.member()).ifPresent(steps::add);
        for (var run : undecided(state, self)) {
            steps.add(new NextStep(run.id() + " asks for your consent", "foedus node review"));
        }
        steps.addAll(atNode(self.home()));
        leading(state, self.member()).ifPresent(steps::add);
        return steps;
    }

    /// What else waits: proposals, partnerships, mandates, keys.
    private static Optional<NextStep> others(AllianceState state, MemberId member) {
        long waiting =
                Inbox.of(state, member, WallClock.real().instant()).stream()
                        .filter(i ->
                                i.kind() != Inbox.Kind.VOTE_ON_APPLICANT
                                        && i.kind() != Inbox.Kind.DECIDE_ON_RUN)
                        .count();
        return waiting == 0
                ? Optional.empty()
                : Optional.of(
                        new NextStep(
                                waiting == 1
                                        ? "one thing waits for you"
                                        : waiting + " things wait for you",
                                "foedus inbox"));
    }

    /// Applications on which this member may vote and has not.
    private static List<Application> ballots(AllianceState state, MemberId member) {
        return state.applications().values().stream()
                .filter(Application::open)
                .filter(a -> a.electorate().contains(member) && !a.votes().containsKey(member))
                .toList();
    }

    /// Active runs that wait for the owner: the node has not answered, and no rule of its policy
    /// decides.
    private static List<Run> undecided(AllianceState state, Standing.Self.Organisation self) {
        var policy = self.home().policy();
        var now = WallClock.real().instant().atZone(ZoneId.systemDefault());
        return state.runs().values().stream()
                .filter(r -> r.active() && !r.consents().containsKey(self.node()))
                .filter(r ->
                        Request.of(state, r, now)
                                .map(policy::decide)
                                .filter(d -> d instanceof NodePolicy.Review)
                                .isPresent())
                .toList();
    }

    private static List<NextStep> atNode(NodeHome home) {
        if (home.datasets().names().isEmpty()) {
            return List.of(new NextStep("this node has no data", "foedus node dataset add NAME …"));
        }
        return home.worker().isPresent()
                ? List.of()
                : List.of(new NextStep("the node does not run", "foedus node start"));
    }

    /// A lead's mandates want runs, and an alliance without a mandate wants one.
    private static Optional<NextStep> leading(AllianceState state, MemberId member) {
        var idle =
                state.mandates().values().stream()
                        .filter(m -> m.lead().equals(member))
                        .filter(m ->
                                state.runs().values().stream()
                                        .noneMatch(r -> r.plan().mandate().equals(m.id())))
                        .findFirst();
        if (idle.isPresent()) {
            return Optional.of(
                    new NextStep(
                            "no run was started under mandate " + idle.get().id(),
                            "foedus run start PLAN"));
        }
        return state.mandates().isEmpty() && state.rules().lead().equals(member)
                ? Optional.of(
                        new NextStep("there is no mandate yet", "foedus mandate publish FILE"))
                : Optional.empty();
    }
}
