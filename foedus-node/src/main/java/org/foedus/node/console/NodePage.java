package org.foedus.node.console;

import java.util.List;
import java.util.Locale;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.outgoing.Outgoing;

/// The pages that come from this machine and not from the hub. Every text is escaped.
final class NodePage {
    private NodePage() {}

    /// What left this building, newest first, and which data is here.
    static String node(String node, DatasetBook datasets, List<Outgoing> sent) {
        var body = new StringBuilder("<h1>Node " + text(node) + "</h1>\n");
        body.append("<p><a href=\"/\">The alliance's pages</a></p>\n");
        body.append("<h2>What left this building</h2>\n<table><thead><tr>");
        for (var head : List.of("Time", "What", "Run", "Under", "Out", "In", "Outcome", "Entry")) {
            body.append("<th scope=\"col\">").append(head).append("</th>");
        }
        body.append("</tr></thead><tbody>\n");
        for (var line : sent.reversed()) {
            row(
                    body,
                    line.at().toString(),
                    line.what(),
                    line.run().orElse(""),
                    line.consent().orElse(""),
                    bytes(line.bytesOut()),
                    bytes(line.bytesIn()),
                    line.outcome(),
                    line.index().map(String::valueOf).orElse(""));
        }
        body.append("</tbody></table>\n<h2>Data here</h2>\n<table><thead><tr>");
        body.append("<th scope=\"col\">Name</th><th scope=\"col\">Format</th>");
        body.append("<th scope=\"col\">Files</th></tr></thead><tbody>\n");
        datasets.entries()
                .forEach((name, spec) ->
                        row(
                                body,
                                name,
                                spec.format().name().toLowerCase(Locale.ROOT),
                                String.join(", ", spec.files())));
        return page("Node " + node, "", body.append("</tbody></table>\n").toString());
    }

    /// Takes the start token from the address, or from who types it.
    static String start() {
        return page(
                "Foedus",
                "<script defer src=\"/start.js\"></script>\n",
                """
                <h1>Foedus</h1>
                <form method="post" action="/start" id="start">
                <p><label>Start code <input name="token" id="token" autocomplete="off"></label>
                <button>Open</button></p>
                </form>
                """);
    }

    static String startScript() {
        return """
        const token = location.hash.slice(1);
        if (token) {
          history.replaceState(null, '', '/start');
          document.getElementById('token').value = token;
          document.getElementById('start').submit();
        }
        """;
    }

    static String problem(String title, String what) {
        return page(title, "", "<h1>" + text(title) + "</h1>\n<p>" + text(what) + "</p>\n");
    }

    private static void row(StringBuilder body, String... cells) {
        body.append("<tr>");
        for (var cell : cells) {
            body.append("<td>").append(text(cell)).append("</td>");
        }
        body.append("</tr>\n");
    }

    private static String bytes(long count) {
        return count == 0 ? "" : String.format(Locale.ROOT, "%,d B", count);
    }

    private static String page(String title, String head, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>"
                + text(title)
                + "</title>\n<meta name=\"viewport\" content=\"width=device-width,"
                + " initial-scale=1\">\n"
                + "<link rel=\"stylesheet\" href=\"/assets/portal.css\">\n"
                + head
                + "</head>\n<body>\n<main class=\"wrap\">\n"
                + body
                + "</main>\n</body>\n</html>\n";
    }

    /// Escaped, without characters that can't be seen but change how the rest is read.
    static String text(String raw) {
        var out = new StringBuilder();
        raw.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .forEach(c -> out.append(escaped(c)));
        return out.toString();
    }

    private static String escaped(int c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> Character.toString(c);
        };
    }
}
