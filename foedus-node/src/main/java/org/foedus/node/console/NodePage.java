package org.foedus.node.console;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.outgoing.Outgoing;

/// The pages that come from this machine and not from the hub. Every text is escaped.
final class NodePage {
    private static final List<String> SENT =
            List.of("Time", "What", "Run", "Under", "Out", "In", "Outcome", "Entry");
    private static final List<String> DATA = List.of("Name", "Format", "Files");
    private static final String TABLE_END = "</tbody></table></div>\n";
    private static final String HEADER =
            """
            <header class="top">
            <div class="wrap bar"><a class="brand" href="/">Foedus</a>\
            <p class="badge">Only on this machine</p></div>
            <nav class="wrap" aria-label="Main"><ul>
            <li><a href="/">The alliance's pages</a></li>
            <li><a href="/node">This machine</a></li>
            </ul></nav>
            </header>
            """;

    private NodePage() {}

    /// What left this building, newest first, and which data is here.
    static String node(String node, DatasetBook datasets, List<Outgoing> sent) {
        var body = new StringBuilder("<h1>Node " + text(node) + "</h1>\n");
        body.append("<h2>What left this building</h2>\n");
        head(body, "What left this building", SENT);
        for (var line : sent.reversed()) {
            row(
                    body,
                    SENT,
                    line.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                    line.what(),
                    line.run().orElse(""),
                    line.consent().orElse("")
                            + line.plan().map(p -> ", plan " + p.shortHex()).orElse(""),
                    bytes(line.bytesOut()),
                    bytes(line.bytesIn()),
                    line.outcome(),
                    line.index().map(String::valueOf).orElse(""));
        }
        body.append(TABLE_END).append("<h2>Data here</h2>\n");
        head(body, "Data here", DATA);
        datasets.entries()
                .forEach((name, spec) ->
                        row(
                                body,
                                DATA,
                                name,
                                spec.format().name().toLowerCase(Locale.ROOT),
                                String.join(", ", spec.files())));
        return page("Node " + node, "", body.append(TABLE_END).toString());
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

    private static void head(StringBuilder body, String label, List<String> columns) {
        body.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .append(label)
                .append("\"><table class=\"stack\"><thead><tr>");
        columns.forEach(c -> body.append("<th scope=\"col\">").append(c).append("</th>"));
        body.append("</tr></thead><tbody>\n");
    }

    /// On a narrow screen each cell stands under its column's name; empty ones are left out there.
    private static void row(StringBuilder body, List<String> columns, String... cells) {
        body.append("<tr><th scope=\"row\">").append(text(cells[0])).append("</th>");
        for (int i = 1; i < cells.length; i++) {
            body.append("<td data-label=\"")
                    .append(columns.get(i))
                    .append("\">")
                    .append(text(cells[i]))
                    .append("</td>");
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
                + "</head>\n<body>\n"
                + HEADER
                + "<main class=\"wrap\">\n"
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
