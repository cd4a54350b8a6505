package org.foedus.node.work;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.engine.Examples;
import org.foedus.engine.data.Datasets;
import org.foedus.engine.data.Split;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.dataset.DatasetCheck;
import org.foedus.protocol.model.Architecture;

/// The node's data in memory, from the first item that needs it until [#forget].
final class LocalData {
    static final int VALIDATION_PART = DatasetCheck.VALIDATION_PART;

    private final NodeId node;
    private final Path base;
    private final Map<String, Parts> loaded = new HashMap<>();

    LocalData(NodeId node, Path base) {
        this.node = node;
        this.base = base;
    }

    /// A dataset in two parts that share no example.
    ///
    /// @param validation empty if there are fewer than [#VALIDATION_PART] examples
    record Parts(Examples train, Examples validation) {}

    /// The same split every round, from the node's and the dataset's name.
    Parts parts(DatasetBook book, String name, Architecture shape) {
        return loaded.computeIfAbsent(
                name + "\n" + shape.name(), _ -> split(all(book, name, shape), name));
    }

    /// Every example of a dataset, not kept.
    Examples all(DatasetBook book, String name, Architecture shape) {
        return Datasets.load(book.named(name), base, shape);
    }

    void forget() {
        loaded.clear();
    }

    private Parts split(Examples all, String name) {
        var split =
                Split.holdOut(all.size(), all.size() / VALIDATION_PART, seed("split", node, name));
        return new Parts(all.select(split.kept()), all.select(split.held()));
    }

    /// A seed that anyone can recompute from these names.
    static long seed(Object... names) {
        var text = new StringBuilder();
        for (var name : names) {
            text.append(name).append('\n');
        }
        var digest = Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)).bytes();
        return java.nio.ByteBuffer.wrap(digest).getLong();
    }
}
