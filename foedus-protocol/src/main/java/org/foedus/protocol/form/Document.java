package org.foedus.protocol.form;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/// The text of a file and its tree, within limits. The events are looked at before a tree is built,
/// so that no nesting and no alias can cost more than the text itself.
final class Document {
    private final Problems problems;
    private final LoadSettings settings;
    private int depth;
    private int documents;

    Document(Problems problems) {
        this.problems = problems;
        this.settings =
                LoadSettings.builder()
                        .setLabel(problems.file())
                        .setCodePointLimit(Yaml.MAX_BYTES)
                        .setMaxAliasesForCollections(0)
                        .setAllowNonScalarKeys(true)
                        .build();
    }

    MappingNode root(byte[] yaml) {
        var text = text(yaml);
        problems.reads(text);
        try {
            new Parse(settings).parseString(text).forEach(this::check);
            if (new Compose(settings).composeString(text).orElse(null)
                    instanceof MappingNode root) {
                return root;
            }
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(1);
            throw problems.fatal(line, "not YAML: " + why(e));
        } catch (YamlEngineException e) {
            throw problems.fatal(1, "not YAML: " + Problems.shown(String.valueOf(e.getMessage())));
        }
        throw problems.fatal(1, "expected fields such as 'name: value'");
    }

    private String text(byte[] yaml) {
        if (yaml.length > Yaml.MAX_BYTES) {
            throw problems.fatal(
                    1, "expected at most " + Yaml.MAX_BYTES + " bytes, found " + yaml.length);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(yaml)).toString();
        } catch (CharacterCodingException e) {
            throw problems.fatal(1, "expected text in UTF-8");
        }
    }

    private void check(Event event) {
        int line = Problems.line(event.getStartMark());
        if (event instanceof DocumentStartEvent && ++documents > 1) {
            throw problems.fatal(line, "expected one document, found another");
        }
        if (event instanceof CollectionEndEvent) {
            depth--;
        }
        if (event instanceof CollectionStartEvent && ++depth > Yaml.MAX_DEPTH) {
            throw problems.fatal(line, "nested deeper than " + Yaml.MAX_DEPTH + " levels");
        }
        boolean anchored = event instanceof NodeEvent node && node.getAnchor().isPresent();
        if (event instanceof AliasEvent || anchored) {
            throw problems.fatal(line, "anchors (&) and aliases (*) are not used here");
        }
        boolean tagged =
                event instanceof ScalarEvent s && s.getTag().isPresent()
                        || event instanceof CollectionStartEvent c && c.getTag().isPresent();
        if (tagged) {
            throw problems.fatal(line, "tags (!) are not used here");
        }
    }

    private static String why(MarkedYamlEngineException e) {
        var problem = String.valueOf(e.getProblem());
        return problem.contains("TAB") || problem.contains("\\t")
                ? "a tab cannot indent, use spaces"
                : Problems.shown(problem);
    }
}
