package org.foedus.cli.demo;

import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Where the demo speaks: to people, or to programs.
public interface Stage {
    /// A line for people.
    void say(String text);

    /// One JSON object for programs.
    void event(String type, Consumer<ObjectNode> fields);

    /// Whether lines can be drawn again.
    boolean live();

    /// Draws `lines` in the place of those drawn before; an empty list keeps those and goes on
    /// below.
    void redraw(List<String> lines);
}
