package org.foedus.node.dataset;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.Scaling;
import org.foedus.protocol.form.Form;
import org.foedus.protocol.form.Yaml;
import org.foedus.protocol.json.Json;

/// `datasets.yaml`: the names under which plans know this node's data.
///
/// @param entries by name; relative files are relative to the node's folder
public record DatasetBook(SortedMap<String, DatasetSpec> entries) {
    public static final int MAX_DATASETS = 1000;
    private static final int MAX_TEXT = 4096;

    public DatasetBook {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    public static DatasetBook empty() {
        return new DatasetBook(Collections.emptySortedMap());
    }

    /// Reads a file; `BAD_DATASET` with everything that is wrong.
    public static DatasetBook read(String fileName, byte[] yaml) {
        return Yaml.read(
                fileName,
                yaml,
                ErrorCode.BAD_DATASET,
                form -> {
                    var entries = form.named("datasets", MAX_DATASETS, DatasetBook::spec);
                    return () -> new DatasetBook(entries.get());
                });
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

    /// With one more dataset, or another one under its name.
    public DatasetBook with(String name, DatasetSpec spec) {
        Names.check("dataset", name);
        var more = new TreeMap<>(entries);
        more.put(name, spec);
        return new DatasetBook(more);
    }

    /// The file that reads as this.
    public String yaml() {
        if (entries.isEmpty()) {
            return "# Data of this node: foedus node dataset add.\ndatasets: {}\n";
        }
        var text = new StringBuilder("# Data of this node: foedus node dataset add.\ndatasets:\n");
        entries.forEach((name, spec) -> append(text, name, spec));
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
