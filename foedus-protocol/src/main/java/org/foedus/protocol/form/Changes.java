package org.foedus.protocol.form;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Fields that are set beside a file, such as `training.learning_rate=0.1`: each as if the file
/// said so, and read as the file is.
final class Changes {
    private final String fileName;
    private final ErrorCode code;

    Changes(String fileName, ErrorCode code) {
        this.fileName = fileName;
        this.code = code;
    }

    void apply(MappingNode root, List<String> changes) {
        changes.forEach(c -> apply(root, c));
    }

    private void apply(MappingNode root, String change) {
        int equals = change.indexOf('=');
        var path = List.of(change.substring(0, Math.max(equals, 0)).strip().split("\\.", -1));
        if (equals < 1 || path.size() > Yaml.MAX_DEPTH || path.contains("")) {
            throw new FoedusException(
                    code,
                    fileName
                            + ": expected FIELD=VALUE such as training.steps=20, found "
                            + Problems.shown(change));
        }
        var section = root;
        for (var name : path.subList(0, path.size() - 1)) {
            section = section(section, name, change);
        }
        put(section, path.getLast(), value(change.substring(equals + 1)));
    }

    private MappingNode section(MappingNode in, String name, String change) {
        for (var tuple : in.getValue()) {
            if (named(tuple, name)) {
                if (tuple.getValueNode() instanceof MappingNode found) {
                    return found;
                }
                throw new FoedusException(
                        code,
                        fileName + ": " + Problems.shown(change) + ": " + name + " has no fields");
            }
        }
        var made = new MappingNode(Tag.MAP, new ArrayList<>(), FlowStyle.BLOCK);
        put(in, name, made);
        return made;
    }

    private static void put(MappingNode in, String name, Node value) {
        var tuples = new ArrayList<>(in.getValue());
        tuples.removeIf(t -> named(t, name));
        tuples.add(new NodeTuple(new ScalarNode(Tag.STR, name, ScalarStyle.PLAIN), value));
        in.setValue(tuples);
    }

    private static boolean named(NodeTuple tuple, String name) {
        return tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name);
    }

    /// A value as YAML has it: `0.1`, `fedavg`, `[brazil, china]`.
    private Node value(String text) {
        var yaml = ("value: " + text).getBytes(StandardCharsets.UTF_8);
        var read = new Document(new Problems(fileName, code)).root(yaml);
        return read.getValue().getFirst().getValueNode();
    }
}
