package org.foedus.protocol.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;
import org.foedus.core.policy.ConditionLanguage;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// What stands in a field, if it is what is expected there.
final class Values {
    private Values() {}

    /// Different texts, each of which `parse` understands; empty if they are not.
    static Optional<List<String>> listed(
            Node node, int max, Function<String, Optional<String>> parse) {
        if (!(node instanceof SequenceNode list) || list.getValue().size() > max) {
            return Optional.empty();
        }
        var values = new ArrayList<String>();
        for (var item : list.getValue()) {
            var value =
                    item instanceof ScalarNode s && s.getTag().equals(Tag.STR)
                            ? parse.apply(s.getValue())
                            : Optional.<String>empty();
            if (value.isEmpty() || values.contains(value.get())) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(values);
    }

    static Optional<String> asText(String text, int maxLength) {
        try {
            return Optional.of(Names.text("text", text, maxLength));
        } catch (FoedusException e) {
            return Optional.empty();
        }
    }

    static Optional<String> asCondition(ScalarNode node) {
        return Optional.of(node.getValue())
                .filter(t -> !t.isBlank() && t.length() <= ConditionLanguage.MAX_TEXT);
    }

    static Optional<String> asName(String text) {
        try {
            return Optional.of(Names.check("name", text));
        } catch (FoedusException e) {
            return Optional.empty();
        }
    }
}
