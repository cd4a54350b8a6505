package org.foedus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foedus.cli.alliance.NextStep;
import org.foedus.cli.alliance.Scores;
import org.foedus.cli.alliance.Standing;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

/// `foedus status`.
@Command(
        name = "status",
        description =
                "Say where this folder stands: whose it is, whether the hub answers, what waits"
                        + " for you, how the runs go, and what to do next. Exits with 1 while an"
                        + " alarm about the hub stands, else with the code of what keeps the hub"
                        + " from answering (4 if it can't be reached).",
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus status --home ./brazil",
            "%nWith --json:",
            "  status (alliance, home, party, member?, node?, node_runs?, datasets?, "
                    + "hub [reachable, address?, version?, code?, message?], entries?, at?, "
                    + "verified, alarms [kind, entry, entry_type, why, evidence, noticed, "
                    + "stands], members?, voters?, applications? [member, name, yes, no, "
                    + "electorate, waits_for_you], runs? [run, status, published, rounds, "
                    + "accuracy?], "
                    + "next [why, command])"
        })
final class StatusCommand implements Callable<Integer> {
    private static final int SHOWN_RUNS = 5;

    @Mixin private Globals globals = new Globals();

    @Override
    public Integer call() {
        var standing = Standing.of(globals.home());
        var steps = NextStep.of(standing);
        var output = globals.output();
        for (var line : lines(standing)) {
            output.say(line);
        }
        for (var step : steps) {
            output.say(line("next", step.why() + ": " + step.command()));
        }
        if (steps.isEmpty()) {
            output.say(line("next", "nothing waits for you"));
        }
        output.event("status", fields -> fill(fields, standing, steps));
        return exitCode(standing);
    }

    private static int exitCode(Standing standing) {
        if (!standing.standing().isEmpty()) {
            return ErrorCode.HUB_BROKE_RULES.type().exitCode();
        }
        if (standing.stopped().isPresent()) {
            return standing.stopped().get().code().type().exitCode();
        }
        return standing.hub() instanceof Standing.Hub.Lost lost ? lost.code().type().exitCode() : 0;
    }

    private List<String> lines(Standing standing) {
        var lines = new ArrayList<String>();
        var state = standing.state();
        lines.add(line("alliance", name(standing)));
        lines.add(line("you", self(standing)));
        lines.add(line("home", globals.home().toString()));
        lines.add(line("hub", hub(standing)));
        lines.add(line("ledger", ledger(standing)));
        standing.standing().forEach(a -> lines.add(line("ALARM", a.text())));
        standing.stopped().ifPresent(e -> lines.add(line("stopped", e.code() + ": " + e.reason())));
        state.ifPresent(s -> {
            lines.add(line("members", members(s)));
            applications(standing, s).forEach(a -> lines.add(line("applied", a)));
            runs(s).forEach(r -> lines.add(line("run", r)));
        });
        if (standing.self() instanceof Standing.Self.Organisation o) {
            lines.add(line("node", node(o)));
        }
        return lines;
    }

    private static String line(String what, String text) {
        return "%-9s %s".formatted(what, text);
    }

    private static String name(Standing standing) {
        return switch (standing.hub()) {
            case Standing.Hub.Reached hub -> hub.statement().allianceName();
            case Standing.Hub.Lost _ ->
                    standing.state().map(s -> s.rules().name()).orElse("not known here yet");
        };
    }

    private static String self(Standing standing) {
        return switch (standing.self()) {
            case Standing.Self.Operator _ -> "the operator of the hub";
            case Standing.Self.Organisation o ->
                    o.member() + ", " + role(standing, o.member()) + "; node " + o.node();
        };
    }

    /// As the ledger says; an applicant is in none that it may read.
    private static String role(Standing standing, MemberId id) {
        var member = standing.state().map(s -> s.members().get(id));
        if (member.isPresent()) {
            return member.get().active() ? kind(standing, member.get()) : "has left";
        }
        return switch (standing.hub()) {
            case Standing.Hub.Reached hub when hub.party().equals("applicant") ->
                    "has applied, not decided yet";
            case Standing.Hub.Reached _ -> "no member";
            case Standing.Hub.Lost _ -> "not known to be a member yet";
        };
    }

    private static String kind(Standing standing, Member member) {
        boolean lead =
                standing.state().filter(s -> s.rules().lead().equals(member.id())).isPresent();
        return lead ? "the lead" : lower(member.memberClass()) + " member";
    }

    private static String hub(Standing standing) {
        return switch (standing.hub()) {
            case Standing.Hub.Reached hub ->
                    "answers at "
                            + String.join(", ", hub.statement().addresses())
                            + ", version "
                            + hub.statement().version();
            case Standing.Hub.Lost hub -> hub.code() + ": " + hub.why();
        };
    }

    private static String ledger(Standing standing) {
        return standing.state()
                .map(s ->
                        s.size()
                                + " entries, "
                                + verdict(standing)
                                + "; the newest of "
                                + s.at().toString().substring(0, 16).replace('T', ' ')
                                + " UTC")
                .orElse("none here yet");
    }

    private static String verdict(Standing standing) {
        if (!standing.standing().isEmpty()) {
            return "NOT TO BE TRUSTED";
        }
        return standing.alarms().isEmpty()
                ? "verified"
                : "in which the hub broke the rules, as you acknowledged";
    }

    private static String members(AllianceState state) {
        var active = state.members().values().stream().filter(Member::active).count();
        return active + ", of which " + state.electorate().size() + " vote";
    }

    private static List<String> applications(Standing standing, AllianceState state) {
        return state.applications().values().stream()
                .filter(Application::open)
                .map(a ->
                        "%s (%s): %d yes, %d no of %d%s"
                                .formatted(
                                        a.member(),
                                        a.legalName(),
                                        a.count(Choice.YES),
                                        a.count(Choice.NO),
                                        a.electorate().size(),
                                        waits(standing, a) ? "; your vote is missing" : ""))
                .toList();
    }

    private static boolean waits(Standing standing, Application application) {
        return standing.self() instanceof Standing.Self.Organisation o
                && application.electorate().contains(o.member())
                && !application.votes().containsKey(o.member());
    }

    private static List<String> runs(AllianceState state) {
        var newest =
                state.runs().values().stream()
                        .sorted(java.util.Comparator.comparing(Run::startedAt).reversed())
                        .toList();
        var lines = new ArrayList<String>();
        for (var run : newest.subList(0, Math.min(SHOWN_RUNS, newest.size()))) {
            lines.add(
                    "%s %s, %d of %d rounds%s"
                            .formatted(
                                    run.id(),
                                    run.status().label(),
                                    run.published(),
                                    run.plan().rounds(),
                                    accuracy(run).map(", accuracy %.1f %%"::formatted).orElse("")));
        }
        if (newest.size() > SHOWN_RUNS) {
            lines.add((newest.size() - SHOWN_RUNS) + " more: foedus run list");
        }
        return lines;
    }

    private static Optional<Double> accuracy(Run run) {
        return Scores.newest(run).map(s -> 100 * s.accuracy());
    }

    private static String node(Standing.Self.Organisation self) {
        var names = self.home().datasets().names();
        return self.home().worker().map(pid -> "runs (process " + pid + ")").orElse("does not run")
                + "; data: "
                + (names.isEmpty() ? "none" : String.join(", ", names));
    }

    private void fill(ObjectNode fields, Standing standing, List<NextStep> steps) {
        fields.put("alliance", name(standing)).put("home", globals.home().toString());
        switch (standing.self()) {
            case Standing.Self.Operator _ -> fields.put("party", "operator");
            case Standing.Self.Organisation o -> {
                fields.put("party", party(standing));
                fields.put("member", o.member().value()).put("node", o.node().value());
                fields.put("node_runs", o.home().worker().isPresent());
                var datasets = fields.putArray("datasets");
                o.home().datasets().names().forEach(datasets::add);
            }
        }
        hub(fields.putObject("hub"), standing.hub());
        standing.state().ifPresent(s -> ledger(fields, standing, s));
        fields.put("verified", standing.state().isPresent() && standing.alarms().isEmpty());
        AlarmsCommand.fill(fields.putArray("alarms"), standing.alarms(), standing.standing());
        var next = fields.putArray("next");
        steps.forEach(s -> next.addObject().put("why", s.why()).put("command", s.command()));
    }

    private static String party(Standing standing) {
        return standing.hub() instanceof Standing.Hub.Reached hub ? hub.party() : "not asked";
    }

    private static void hub(ObjectNode fields, Standing.Hub hub) {
        switch (hub) {
            case Standing.Hub.Reached r ->
                    fields.put("reachable", true)
                            .put("address", r.statement().addresses().getFirst())
                            .put("version", r.statement().version());
            case Standing.Hub.Lost l ->
                    fields.put("reachable", false)
                            .put("code", l.code().name())
                            .put("message", l.why());
        }
    }

    private static void ledger(ObjectNode fields, Standing standing, AllianceState state) {
        fields.put("entries", state.size()).put("at", state.at().toString());
        var active = state.members().values().stream().filter(Member::active).count();
        fields.put("members", active).put("voters", state.electorate().size());
        var open = fields.putArray("applications");
        state.applications().values().stream()
                .filter(Application::open)
                .forEach(a ->
                        open.addObject()
                                .put("member", a.member().value())
                                .put("name", a.legalName())
                                .put("yes", a.count(Choice.YES))
                                .put("no", a.count(Choice.NO))
                                .put("electorate", a.electorate().size())
                                .put("waits_for_you", waits(standing, a)));
        var runs = fields.putArray("runs");
        for (var run : state.runs().values()) {
            var each =
                    runs.addObject()
                            .put("run", run.id().value())
                            .put("status", run.status().label())
                            .put("published", run.published())
                            .put("rounds", run.plan().rounds());
            Scores.newest(run).ifPresent(s -> each.put("accuracy", s.accuracy()));
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
