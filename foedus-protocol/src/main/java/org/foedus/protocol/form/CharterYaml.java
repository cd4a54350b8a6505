package org.foedus.protocol.form;

import java.util.List;
import java.util.Locale;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Governance;
import org.foedus.core.vote.VotingRule;
import org.foedus.protocol.json.Json;

/// Writes a charter as its founders would have written it: [CharterForm] reads it as the same.
public final class CharterYaml {
    private CharterYaml() {}

    /// What a charter does not say, this does not either.
    public static String write(Charter charter) {
        var out = new StringBuilder();
        line(out, "name", Json.text(charter.name()));
        line(out, "lead", Json.text(charter.lead().value()));
        line(out, "mandates", label(charter.mandateIssuers()));
        out.append("admission:\n");
        line(out, "  threshold", charter.admission().threshold());
        line(out, "  quorum", charter.admission().quorum());
        if (!charter.founders().isEmpty()) {
            out.append("founders:\n");
            charter.founders().forEach(f -> founder(out, f));
        }
        charter.governance().ifPresent(g -> governance(out, g));
        return out.toString();
    }

    private static void founder(StringBuilder out, Charter.Founder founder) {
        line(out, "  - id", Json.text(founder.id().value()));
        line(out, "    name", Json.text(founder.legalName()));
        line(out, "    country", Json.text(founder.country()));
        line(out, "    class", label(founder.memberClass()));
    }

    private static void governance(StringBuilder out, Governance governs) {
        line(out, "classes", list(governs.classes().stream().map(CharterYaml::label).toList()));
        line(out, "screening", label(governs.screening()));
        var screeners = governs.screeners().stream().map(m -> Json.text(m.value())).toList();
        line(out, "screeners", list(screeners));
        line(out, "comment", Times.print(governs.comment()));
        line(out, "reapply", Times.print(governs.reapply()));
        out.append("decisions:\n");
        governs.decisions()
                .forEach((kind, rule) -> {
                    out.append("  ").append(label(kind)).append(":\n");
                    rule(out, rule);
                });
        if (!governs.weights().isEmpty()) {
            out.append("weights:\n");
            governs.weights()
                    .forEach((member, votes) ->
                            line(out, "  " + Json.text(member.value()), "{votes: " + votes + "}"));
        }
        out.append("deadlock:\n");
        line(out, "  extensions", governs.deadlock().extensions());
        line(out, "  factor", Json.text(governs.deadlock().factor().toString()));
        line(out, "  anyone", governs.deadlock().anyone());
        line(out, "due_soon", Times.print(governs.dueSoon()));
    }

    private static void rule(StringBuilder out, VotingRule rule) {
        line(out, "    majority", Json.text(rule.majority().toString()));
        line(out, "    quorum", Json.text(rule.quorum().toString()));
        line(out, "    period", Times.print(rule.period()));
        line(out, "    electors", label(rule.electors()));
        line(out, "    min_yes", rule.minYes());
        rule.decide().ifPresent(d -> line(out, "    decide", label(d)));
    }

    private static void line(StringBuilder out, String name, Object value) {
        out.append(name).append(": ").append(value).append('\n');
    }

    private static String list(List<String> values) {
        return "[" + String.join(", ", values) + "]";
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
