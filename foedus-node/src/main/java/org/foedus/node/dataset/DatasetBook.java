package org.foedus.node.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;
import org.foedus.core.policy.DataPermission;
import org.foedus.core.policy.Request;
import org.foedus.core.run.RunPlan;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.Scaling;
import org.foedus.protocol.form.Form;
import org.foedus.protocol.form.Yaml;
import org.foedus.protocol.json.Json;

/// `datasets.yaml`: the names under which plans know this node's data.
///
/// @param entries by name; relative files are relative to the node's folder
/// @param permissions by the same names; a dataset without one is for every plan that the policy
///   permits
public record DatasetBook(
        SortedMap<String, DatasetSpec> entries, SortedMap<String, DataPermission> permissions) {
    public static final int MAX_DATASETS = 1000;
    private static final int MAX_TEXT = 4096;

    public DatasetBook {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        permissions = Collections.unmodifiableSortedMap(new TreeMap<>(permissions));
    }

    public static DatasetBook empty() {
        return new DatasetBook(Collections.emptySortedMap(), Collections.emptySortedMap());
    }

    /// Reads a file; `BAD_DATASET` with everything that is wrong.
    public static DatasetBook read(String fileName, byte[] yaml) {
        return Yaml.read(
                fileName,
                yaml,
                ErrorCode.BAD_DATASET,
                form -> {
                    var entries = form.named("datasets", MAX_DATASETS, DatasetBook::entry);
                    return () -> of(entries.get());
                });
    }

    private record Entry(DatasetSpec spec, DataPermission permission) {}

    private static DatasetBook of(SortedMap<String, Entry> read) {
        var entries = new TreeMap<String, DatasetSpec>();
        var permissions = new TreeMap<String, DataPermission>();
        read.forEach((name, entry) -> {
            entries.put(name, entry.spec);
            if (!entry.permission.equals(DataPermission.ANY)) {
                permissions.put(name, entry.permission);
            }
        });
        return new DatasetBook(entries, permissions);
    }

    private static Supplier<Entry> entry(Form form) {
        var spec = spec(form);
        var permission = PermissionForm.read(form.section("allow"));
        return () -> new Entry(spec.get(), permission.get());
    }

    private static Supplier<DatasetSpec> spec(Form form) {
        var format = form.choice("format", DatasetSpec.Format.class).required();
        var scaling = form.choice("scaling", Scaling.class);
        if (form.has("images")) {
            var images = form.text("images", MAX_TEXT).required();
            var labels = form.text("labels", MAX_TEXT).required();
            var pixels = scaling.or(Scaling.PIXELS);
            return () ->
                    checked(format.get(), List.of(images.get(), labels.get()), pixels.get(), "");
        }
        var file = form.text("file", MAX_TEXT).required();
        var label = form.text("label_column", MAX_TEXT).or("");
        var plain = scaling.or(Scaling.NONE);
        return () -> checked(format.get(), List.of(file.get()), plain.get(), label.get());
    }

    private static DatasetSpec checked(
            DatasetSpec.Format format, List<String> files, Scaling scaling, String label) {
        try {
            return new DatasetSpec(format, files, scaling, label.isEmpty() ? null : label);
        } catch (IllegalArgumentException e) {
            throw new FoedusException(
                    ErrorCode.BAD_DATASET,
                    "idx takes images and labels; csv takes file and label_column; safetensors"
                            + " takes file: "
                            + e.getMessage(),
                    e);
        }
    }

    public SortedSet<String> names() {
        return new TreeSet<>(entries.keySet());
    }

    /// The dataset of that name.
    public DatasetSpec named(String name) {
        var spec = entries.get(name);
        if (spec == null) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    "no dataset '" + name + "' here: add it with foedus node dataset add");
        }
        return spec;
    }

    /// Who may use the dataset of that name.
    public DataPermission permission(String name) {
        return permissions.getOrDefault(name, DataPermission.ANY);
    }

    /// Data here that a plan names for a node.
    public List<String> named(RunPlan plan, NodeId node) {
        var named = new ArrayList<String>();
        named.add(plan.dataset());
        if (plan.evaluation().node().equals(node)) {
            named.add(plan.evaluation().dataset());
        }
        named.retainAll(entries.keySet());
        return named;
    }

    /// Why none of it may be used for the plan, for the owner alone; empty where some may be, or
    /// there is none.
    public List<String> objections(Request request, NodeId node) {
        var all = new ArrayList<String>();
        for (var name : named(request.plan(), node)) {
            var objection = permission(name).objection(request);
            if (objection.isEmpty()) {
                return List.of();
            }
            all.add("dataset " + name + ": " + objection.get());
        }
        return all;
    }

    /// With one more dataset, or another one under its name and with its permission.
    public DatasetBook with(String name, DatasetSpec spec) {
        Names.check("dataset", name);
        var more = new TreeMap<>(entries);
        more.put(name, spec);
        return new DatasetBook(more, permissions);
    }

    /// The file that reads as this.
    public String yaml() {
        if (entries.isEmpty()) {
            return "# Data of this node: foedus node dataset add.\ndatasets: {}\n";
        }
        var text = new StringBuilder("# Data of this node: foedus node dataset add.\ndatasets:\n");
        entries.forEach((name, spec) -> {
            append(text, name, spec);
            PermissionForm.append(text, permission(name));
        });
        return text.toString();
    }

    private static void append(StringBuilder text, String name, DatasetSpec spec) {
        text.append("  ").append(Json.text(name)).append(":\n");
        field(text, "format", spec.format().name().toLowerCase(Locale.ROOT));
        if (spec.files().size() == 2) {
            field(text, "images", Json.text(spec.files().getFirst()));
            field(text, "labels", Json.text(spec.files().get(1)));
        } else {
            field(text, "file", Json.text(spec.files().getFirst()));
        }
        var label = spec.labelColumn();
        if (label != null) {
            field(text, "label_column", Json.text(label));
        }
        field(text, "scaling", spec.scaling().name().toLowerCase(Locale.ROOT));
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append("    ").append(name).append(": ").append(value).append('\n');
    }
}
