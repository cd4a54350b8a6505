package org.foedus.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import org.foedus.cli.demo.Stage;
import tools.jackson.databind.node.ObjectNode;

/// A terminal, or a stream of lines or of JSON objects.
final class Screen implements Stage {
    private final Output output;
    private final PrintWriter out;
    private final boolean live;
    private int drawn;

    Screen(Output output, PrintWriter out) {
        this.output = output;
        this.out = out;
        this.live = !output.json() && isTerminal();
    }

    /// Whether stdout is a terminal, and one that moves its cursor.
    @SuppressWarnings("SystemConsoleNull") // seen null on JDK 25 where stdout is no terminal
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    @Override
    public void say(String text) {
        drawn = 0;
        output.say(text);
    }

    @Override
    public void event(String type, Consumer<ObjectNode> fields) {
        output.event(type, fields);
    }

    @Override
    public boolean live() {
        return live;
    }

    @Override
    public void redraw(List<String> lines) {
        if (!live) {
            return;
        }
        if (drawn > 0 && !lines.isEmpty()) {
            out.printf("\u001b[%dA\r\u001b[J", drawn);
            out.flush();
        }
        lines.forEach(output::say);
        drawn = lines.size();
    }
}
