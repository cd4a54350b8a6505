package org.foedus.portal.act;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foedus.core.alliance.Charter;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.Instruction;
import org.foedus.portal.Ask;
import org.foedus.portal.Offer;
import org.foedus.portal.Said;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.form.MandateForm;
import org.foedus.protocol.form.PartnershipForm;

/// Answers that are forms of their own, in YAML: read as the commands read their files.
final class Documents {
    private static final String FILE = "form";

    /// What a reader tells of a line.
    private static final Pattern TOLD = Pattern.compile("form:(\\d+)(?::\\d+)?: (.*)");

    private static final Pattern MISSING = Pattern.compile("(\\S+): missing: expected (.*)");
    private static final Pattern EXPECTED =
            Pattern.compile("(\\S+): expected (.*?)(?:, found (.*))?");
    private static final Pattern NEAR =
            Pattern.compile("(\\S+): unknown field \\(did you mean (\\S+)\\?\\)");
    private static final Pattern UNKNOWN = Pattern.compile("(\\S+): unknown field.*");
    private static final Pattern TWICE = Pattern.compile("(\\S+): given twice");
    private static final Pattern MORE = Pattern.compile("and (\\d+) more");
    private static final String ALIAS = "anchors (&) and aliases (*)";

    private Documents() {}

    static Charter charter(String yaml) {
        return CharterForm.read(FILE, bytes(yaml));
    }

    static Instruction mandate(String yaml, Instant now) {
        return MandateForm.read(FILE, bytes(yaml), now);
    }

    static PartnershipForm.Offer partnership(String yaml, Instant now) {
        return PartnershipForm.read(FILE, bytes(yaml), now);
    }

    private static byte[] bytes(String yaml) {
        return yaml.getBytes(StandardCharsets.UTF_8);
    }

    /// What is wrong with an answer, line by line.
    static List<Said> faults(Ask ask, String yaml) {
        try {
            read(ask, yaml);
            return List.of();
        } catch (FoedusException e) {
            return e.reason().lines().map(Documents::said).toList();
        }
    }

    /// What still stands there as the form gave it for an example, whichever language that was in.
    /// A charter is no example: what is given is the one in force.
    static List<Said> examples(Ask ask, String yaml, Offer offer) {
        var said = offer.given().get(ask);
        if (said == null || ask == Ask.CHARTER) {
            return List.of();
        }
        var examples =
                said.everywhere().stream()
                        .flatMap(example -> texts(ask, example))
                        .collect(Collectors.toSet());
        return texts(ask, yaml)
                .filter(examples::contains)
                .map(found -> Said.of("fault.sample", "found", found))
                .toList();
    }

    /// What a person wrote into a document for others to read.
    private static Stream<String> texts(Ask ask, String yaml) {
        return switch (ask) {
            case MANDATE -> {
                var said = mandate(yaml, Instant.EPOCH);
                yield Stream.concat(
                        Stream.of(said.title(), said.text().strip()),
                        said.tasks().stream().map(t -> t.title()));
            }
            case PARTNERSHIP -> {
                var said = partnership(yaml, Instant.EPOCH);
                yield Stream.of(said.terms().title(), said.terms().goals().strip());
            }
            default -> Stream.empty();
        };
    }

    private static void read(Ask ask, String yaml) {
        switch (ask) {
            case CHARTER -> charter(yaml);
            case MANDATE -> mandate(yaml, Instant.EPOCH);
            case PARTNERSHIP -> partnership(yaml, Instant.EPOCH);
            default -> throw new InvariantViolation(ask + " is no document");
        }
    }

    /// The reader's message: the line, the field and what is wrong in words of the pages; what was
    /// expected there as the reader says it.
    private static Said said(String told) {
        var more = MORE.matcher(told);
        if (more.matches()) {
            return Said.of("fault.form.more", "n", Integer.parseInt(more.group(1)));
        }
        var found = TOLD.matcher(told);
        return found.matches()
                ? said(Integer.parseInt(found.group(1)), found.group(2))
                : Said.plain(told);
    }

    private static Said said(int line, String what) {
        Matcher found = MISSING.matcher(what);
        if (found.matches()) {
            return Said.of(
                    "fault.form.missing",
                    "line",
                    line,
                    "field",
                    found.group(1),
                    "what",
                    found.group(2));
        }
        found = NEAR.matcher(what);
        if (found.matches()) {
            return Said.of(
                    "fault.form.near",
                    "line",
                    line,
                    "field",
                    found.group(1),
                    "near",
                    found.group(2));
        }
        found = UNKNOWN.matcher(what);
        if (found.matches()) {
            return Said.of("fault.form.unknown", "line", line, "field", found.group(1));
        }
        found = TWICE.matcher(what);
        if (found.matches()) {
            return Said.of("fault.form.twice", "line", line, "field", found.group(1));
        }
        return expected(line, what);
    }

    private static Said expected(int line, String what) {
        var found = EXPECTED.matcher(what);
        if (found.matches() && found.group(3) != null) {
            return Said.of(
                    "fault.form.expected",
                    "line",
                    line,
                    "field",
                    found.group(1),
                    "what",
                    found.group(2),
                    "found",
                    found.group(3));
        }
        return what.startsWith(ALIAS)
                ? Said.of("fault.form.alias", "line", line)
                : Said.of("fault.form.other", "line", line, "what", what);
    }
}
