package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import java.util.TreeSet;
import org.foedus.core.entry.Entry;
import org.junit.jupiter.api.Test;

/// The page that says what a mirror judges names every entry and every field that a hub decides.
class JudgedFieldsTest {
    private static String kebab(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    @Test
    void thePageOfWhatAMirrorJudgesNamesEveryFieldOfEveryEntryOnce() throws IOException {
        var fields = new TreeSet<String>();
        for (var type : Entry.class.getPermittedSubclasses()) {
            for (var field : type.getRecordComponents()) {
                if (!field.getName().equals("at")) {
                    fields.add(
                            "| `"
                                    + kebab(type.getSimpleName())
                                    + "/1` | `"
                                    + kebab(field.getName()).replace('-', '_')
                                    + "` |");
                }
            }
        }
        var page = Processes.root().resolve("docs/reference/what-a-mirror-judges.md");
        var rows =
                Processes.text(page)
                        .lines()
                        .filter(l -> l.startsWith("| `"))
                        .map(l -> l.substring(0, l.indexOf('|', l.indexOf('|', 1) + 1) + 1))
                        .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(fields);
    }
}
