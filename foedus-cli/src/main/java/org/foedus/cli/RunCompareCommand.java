package org.foedus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Scores;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.Run;
import org.foedus.protocol.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `foedus run compare`.
@Command(
        name = "compare",
        description = "Show side by side how runs went, and in what their plans differ.",
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus run compare clothes-1 clothes-2",
            "%nWith --json:",
            "  run (run, status, published, rounds, accuracy?, loss?, best_accuracy?, model)",
            "  difference? (field, values [run, value?])"
        })
final class RunCompareCommand implements Runnable {
    private static final int MOST = 8;
    private static final String NONE = "–";

    @Mixin private Globals globals = new Globals();

    @Parameters(paramLabel = "RUN", arity = "2..*", description = "ids of 2 to 8 runs")
    private List<String> ids = List.of();

    @Override
    public void run() {
        if (ids.size() > MOST) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, "expected 2 to " + MOST + " runs, found " + ids.size());
        }
        try (var by = Access.of(globals.home())) {
            var state = by.state();
            var runs = ids.stream().map(id -> RunCommand.find(state, Optional.of(id))).toList();
            results(runs);
            differences(runs);
        }
    }

    private void results(List<Run> runs) {
        var output = globals.output();
        var table = new Table("RUN", "STATUS", "VERSIONS", "ACCURACY", "LOSS", "BEST");
        for (var run : runs) {
            var newest = Scores.newest(run);
            var best = Scores.best(run);
            table.row(
                    run.id(),
                    run.status().label(),
                    run.published() + "/" + run.plan().rounds(),
                    newest.map(s -> percent(s.accuracy())).orElse(NONE),
                    newest.map(s -> String.format(Locale.ROOT, "%.4f", s.loss())).orElse(NONE),
                    best.map(s -> percent(s.accuracy()) + " in round " + s.round()).orElse(NONE));
            output.event(
                    "run",
                    fields -> {
                        fields.put("run", run.id().value())
                                .put("status", run.status().label())
                                .put("published", run.published())
                                .put("rounds", run.plan().rounds())
                                .put("model", run.model().hex());
                        newest.ifPresent(
                                s -> fields.put("accuracy", s.accuracy()).put("loss", s.loss()));
                        best.ifPresent(s -> fields.put("best_accuracy", s.accuracy()));
                    });
        }
        table.say(output, "");
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * part);
    }

    private void differences(List<Run> runs) {
        var output = globals.output();
        var plans = runs.stream().map(r -> flat(Json.tree(Json.write(r.plan())))).toList();
        var fields = new TreeSet<String>();
        plans.forEach(p -> fields.addAll(p.keySet()));
        fields.removeIf(f ->
                plans.stream().map(p -> Optional.ofNullable(p.get(f))).distinct().count() == 1);
        var titles = new ArrayList<>(List.of("PLAN"));
        runs.forEach(r -> titles.add(r.id().value()));
        var table = new Table(titles.toArray(String[]::new));
        for (var field : fields) {
            var row = new ArrayList<Object>(List.of(field));
            plans.forEach(p -> row.add(p.getOrDefault(field, NONE)));
            table.row(row.toArray());
            output.event(
                    "difference",
                    told -> {
                        told.put("field", field);
                        var values = told.putArray("values");
                        for (int i = 0; i < runs.size(); i++) {
                            var value = values.addObject().put("run", runs.get(i).id().value());
                            Optional.ofNullable(plans.get(i).get(field))
                                    .ifPresent(v -> value.put("value", v));
                        }
                    });
        }
        output.say("");
        table.say(output, "Their plans are the same.");
    }

    /// The leaves of a tree by their paths, such as `training.steps`.
    private static SortedMap<String, String> flat(JsonNode tree) {
        var leaves = new TreeMap<String, String>();
        collect("", tree, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, SortedMap<String, String> leaves) {
        if (!node.isObject()) {
            leaves.put(path, node.isString() ? node.asString() : node.toString());
            return;
        }
        for (var name : node.propertyNames()) {
            collect(path.isEmpty() ? name : path + "." + name, node.path(name), leaves);
        }
    }
}
