package org.foedus.protocol.form;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Reads a file of fields: one YAML 1.2 document in UTF-8. Aliases, anchors, tags, and fields given
/// twice are refused: a file says what it says once, in the open.
public final class Yaml {
    public static final int MAX_BYTES = 256 * 1024;
    public static final int MAX_DEPTH = 20;

    private Yaml() {}

    /// Reads a file into a value.
    ///
    /// @param fileName for the messages
    /// @param code of every failure
    /// @param form reads the fields; what it returns is called only if no field was wrong
    public static <T> T read(
            String fileName, byte[] yaml, ErrorCode code, Function<Form, Supplier<T>> form) {
        return read(fileName, yaml, List.of(), code, form);
    }

    /// Reads a file, with fields that are set beside it.
    ///
    /// @param changes `field=value`, where a dot leads into a section
    static <T> T read(
            String fileName,
            byte[] yaml,
            List<String> changes,
            ErrorCode code,
            Function<Form, Supplier<T>> form) {
        var problems = new Problems(fileName, code);
        var tree = new Document(problems).root(yaml);
        new Changes("--set", code).apply(tree, changes);
        var root = new Form(tree, "", 1, problems);
        var value = form.apply(root);
        root.finish();
        problems.refuse();
        try {
            return value.get();
        } catch (FoedusException e) {
            throw problems.located(e);
        }
    }
}
