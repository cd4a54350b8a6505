package org.foedus.cli;

import java.util.ArrayList;
import java.util.List;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Governance;
import org.foedus.protocol.form.Times;
import tools.jackson.databind.node.ObjectNode;

/// A charter, in words: also what it leaves to the defaults.
final class CharterText {
    private CharterText() {}

    /// One rule.
    record Line(String label, String words) {
        String text() {
            return "%-18s %s".formatted(label, words);
        }
    }

    static List<Line> lines(Charter charter) {
        var governs = charter.governs();
        var lines = new ArrayList<Line>();
        lines.add(new Line("name", charter.name()));
        lines.add(
                new Line(
                        "lead", charter.lead() + ", who is admitted by the charter, first of all"));
        lines.add(
                new Line(
                        "mandates",
                        switch (charter.mandateIssuers()) {
                            case LEAD -> "the lead publishes them; others propose them";
                            case FULL_MEMBERS -> "every voting member publishes them";
                        }));
        lines.add(new Line("classes", Phrase.list(governs.classes())));
        lines.addAll(joining(charter, governs));
        governs.decisions()
                .keySet()
                .forEach(kind ->
                        lines.add(
                                new Line(
                                        "to " + Phrase.words(kind),
                                        MatterText.of(governs.rule(kind)))));
        governs.weights()
                .forEach((member, weight) ->
                        lines.add(new Line("weight", member + " has " + weight + " votes")));
        lines.add(new Line("too few votes", deadlock(governs.deadlock())));
        lines.add(
                new Line(
                        "due soon",
                        "a mandate, " + Times.print(governs.dueSoon()) + " before its due date"));
        charter.founders()
                .forEach(f ->
                        lines.add(
                                new Line(
                                        "expects",
                                        f.id()
                                                + " ("
                                                + f.country()
                                                + ", "
                                                + Phrase.words(f.memberClass())
                                                + "): "
                                                + f.legalName())));
        return lines;
    }

    private static List<Line> joining(Charter charter, Governance governs) {
        return List.of(
                new Line(
                        "screening",
                        switch (governs.screening()) {
                            case OPTIONAL -> "may be put on record";
                            case RECORDED -> "must be on record before the vote";
                            case CLEAR -> "must be on record as clear before the vote";
                        }),
                new Line(
                        "screened by",
                        governs.screeners().isEmpty()
                                ? charter.lead() + ", the lead"
                                : Phrase.list(governs.screeners())),
                new Line(
                        "comments",
                        governs.comment().isZero()
                                ? "at any time; the vote opens at once"
                                : "for " + Times.print(governs.comment()) + " before the vote"),
                new Line(
                        "applying again",
                        governs.reapply().isZero()
                                ? "at any time"
                                : Times.print(governs.reapply()) + " after a rejection"));
    }

    private static String deadlock(Governance.Deadlock deadlock) {
        var longer =
                deadlock.extensions() == 0
                        ? "the question is rejected"
                        : "the vote goes on as long again, at most "
                                + Phrase.count(deadlock.extensions(), "time")
                                + ", each time with "
                                + deadlock.factor()
                                + " of the quorum";
        return longer
                + (deadlock.anyone()
                        ? "; where nobody has a vote, every active member has"
                        : "; where nobody has a vote, nothing can be decided");
    }

    static void fill(ObjectNode fields, Charter charter) {
        var governs = charter.governs();
        fields.put("name", charter.name())
                .put("lead", charter.lead().value())
                .put("mandates", Phrase.label(charter.mandateIssuers()));
        var classes = fields.putArray("classes");
        governs.classes().forEach(c -> classes.add(Phrase.label(c)));
        fields.put("screening", Phrase.label(governs.screening()));
        var screeners = fields.putArray("screeners");
        governs.screeners().forEach(s -> screeners.add(s.value()));
        fields.put("comment", Times.print(governs.comment()))
                .put("reapply", Times.print(governs.reapply()));
        var decisions = fields.putObject("decisions");
        governs.decisions()
                .keySet()
                .forEach(kind -> {
                    var rule = governs.rule(kind);
                    decisions
                            .putObject(Phrase.label(kind))
                            .put("majority", rule.majority().toString())
                            .put("quorum", rule.quorum().toString())
                            .put("period", Times.print(rule.period()))
                            .put("electors", Phrase.label(rule.electors()))
                            .put("min_yes", rule.minYes())
                            .put("decide", rule.atClose() ? "at-close" : "early");
                });
        var weights = fields.putObject("weights");
        governs.weights().forEach((member, weight) -> weights.put(member.value(), weight));
        fields.putObject("deadlock")
                .put("extensions", governs.deadlock().extensions())
                .put("factor", governs.deadlock().factor().toString())
                .put("anyone", governs.deadlock().anyone());
        fields.put("due_soon", Times.print(governs.dueSoon()));
        var founders = fields.putArray("founders");
        charter.founders()
                .forEach(f ->
                        founders.addObject()
                                .put("id", f.id().value())
                                .put("name", f.legalName())
                                .put("country", f.country())
                                .put("class", Phrase.label(f.memberClass())));
    }
}
