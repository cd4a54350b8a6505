package org.foedus.cli;

import java.util.Locale;
import org.foedus.core.policy.Explanation;
import org.foedus.core.policy.Explanation.Judgement;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.policy.Outcome;
import org.foedus.core.policy.Part;

/// Shows how a policy came to its decision.
final class Explained {
    private Explained() {}

    /// The decision in one line.
    static String decision(NodePolicy.Decision decision) {
        return switch (decision) {
            case NodePolicy.Permit p -> "permits by " + named(p.by());
            case NodePolicy.Refuse r -> "refuses by " + named(r.rule()) + ": " + r.why();
            case NodePolicy.Review r -> r.why();
        };
    }

    /// Every rule and standing consent, with its comparisons.
    static void say(Output output, Explanation explanation) {
        for (var judgement : explanation.judgements()) {
            output.say(line(judgement));
            judgement.parts().forEach(part -> output.say(line(part)));
        }
    }

    /// Only what decided.
    static void sayDeciding(Output output, Explanation explanation) {
        explanation.judgements().stream()
                .filter(Judgement::decides)
                .flatMap(j -> j.parts().stream())
                .forEach(part -> output.say(line(part)));
    }

    private static String line(Judgement judgement) {
        return named(judgement.by())
                + " ("
                + judgement.effect().name().toLowerCase(Locale.ROOT)
                + "): "
                + verdict(judgement);
    }

    private static String verdict(Judgement judgement) {
        var said =
                switch (judgement.outcome()) {
                    case Outcome.Holds _ -> "matches";
                    case Outcome.Fails _ -> "does not match";
                    case Outcome.Broken b -> "could not be evaluated, " + b.why();
                };
        var late = judgement.expired() ? ", but has expired" : "";
        return said + late + (judgement.decides() ? ", and decides" : "");
    }

    private static String line(Part part) {
        var mark =
                switch (part.value()) {
                    case "true" -> "yes";
                    case "false" -> "no";
                    default -> part.value();
                };
        var seen = new StringBuilder();
        part.attributes().forEach((k, v) -> seen.append("  ").append(k).append(" = ").append(v));
        return "  %-4s %s%s".formatted(mark, part.text(), seen.isEmpty() ? "" : "  |" + seen);
    }

    private static String named(String by) {
        return by.startsWith("standing:") ? "standing consent " + by.substring(9) : "rule " + by;
    }

    /// One event a rule and standing consent: `rule (by, effect, outcome, decides, expired, parts,
    /// why?)`.
    static void tell(Output output, Explanation explanation) {
        for (var judgement : explanation.judgements()) {
            output.event(
                    "rule",
                    fields -> {
                        fields.put("by", judgement.by())
                                .put("effect", judgement.effect().name().toLowerCase(Locale.ROOT))
                                .put("outcome", outcome(judgement.outcome()))
                                .put("decides", judgement.decides())
                                .put("expired", judgement.expired());
                        var parts = fields.putArray("parts");
                        for (var part : judgement.parts()) {
                            var object = parts.addObject();
                            object.put("text", part.text()).put("value", part.value());
                            part.attributes().forEach(object.putObject("attributes")::put);
                        }
                        if (judgement.outcome() instanceof Outcome.Broken b) {
                            fields.put("why", b.why());
                        }
                    });
        }
    }

    private static String outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Holds _ -> "matches";
            case Outcome.Fails _ -> "fails";
            case Outcome.Broken _ -> "broken";
        };
    }
}
