import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Holds THIRD-PARTY.md against the bill of materials that the build made, or writes its table.
///
/// The build runs this file as it is: `java ThirdParty.java check|write BILL PAGE`. It ends badly
/// where the page is out of date, where a library has no licence that we know, and where two
/// versions of one library would be bundled.
public final class ThirdParty {
    private static final String HEAD = "| library | version | licence |\n|---|---|---|\n";

    /// The licences that may be bundled, by what libraries call them; the first that fits counts.
    private static final Map<String, String> KNOWN =
            Map.ofEntries(
                    Map.entry("Apache-2.0", "Apache-2.0"),
                    Map.entry("MIT", "MIT"),
                    Map.entry("Bouncy Castle Licence", "MIT (Bouncy Castle)"),
                    Map.entry("BSD-2-Clause", "BSD-2-Clause"),
                    Map.entry("BSD-3-Clause", "BSD-3-Clause"),
                    Map.entry("Go License", "BSD-3-Clause (Go)"),
                    Map.entry("CC0-1.0", "CC0-1.0"),
                    Map.entry("Unicode-3.0", "Unicode-3.0"),
                    Map.entry("EPL-2.0", "EPL-2.0"));

    private ThirdParty() {}

    public static void main(String[] args) throws IOException {
        var bill = JsonMapper.shared().readTree(Files.readString(Path.of(args[1])));
        var page = Path.of(args[2]);
        var old = Files.readString(page);
        var next = withTable(old, table(bill));
        if (args[0].equals("write")) {
            Files.writeString(page, next);
        } else if (!next.equals(old)) {
            System.err.println(
                    "error: "
                            + page.getFileName()
                            + " is not what the build bundles. Renew it: ./foedus build --lock");
            System.exit(1);
        }
    }

    private static String table(JsonNode bill) {
        var rows = new TreeMap<String, String>();
        var unknown = new TreeSet<String>();
        var twice = new TreeSet<String>();
        for (var component : bill.path("components")) {
            var group = component.path("group").asString();
            if (group.equals("org.foedus")) {
                continue;
            }
            var name = group + ":" + component.path("name").asString();
            var licence = licence(component);
            if (licence.isEmpty()) {
                unknown.add(name);
            }
            var row = component.path("version").asString() + " | " + licence + " |";
            var before = rows.put(name, row);
            if (before != null && !before.equals(row)) {
                twice.add(name);
            }
        }
        fail("no licence that may be bundled", unknown);
        fail("bundled in two versions", twice);
        var text = new StringBuilder(HEAD);
        rows.forEach((name, row) ->
                text.append("| ").append(name).append(" | ").append(row).append('\n'));
        return text.toString();
    }

    private static void fail(String what, Iterable<String> names) {
        if (names.iterator().hasNext()) {
            System.err.println("error: " + what + ": " + String.join(", ", names));
            System.exit(1);
        }
    }

    /// All that are offered and known, as they stand in the bill.
    private static String licence(JsonNode component) {
        List<String> offered = new ArrayList<>();
        for (var choice : component.path("licenses")) {
            var licence = choice.path("license");
            var name = licence.path("id").asString(licence.path("name").asString(""));
            if (KNOWN.containsKey(name)) {
                offered.add(KNOWN.get(name));
            }
        }
        return String.join(" or ", offered);
    }

    private static String withTable(String page, String table) {
        int from = page.indexOf("| library |");
        int to = page.indexOf("\n\n", from) + 1;
        return page.substring(0, from) + table + page.substring(to);
    }
}
