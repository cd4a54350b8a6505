package org.foedus.cli;

import java.util.List;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.VotingRule;
import org.foedus.protocol.form.Times;

/// What a proposal would do, and by which rule it is decided, in words.
final class MatterText {
    private MatterText() {}

    /// One sentence: "Suspend india: its rights rest until it is reinstated".
    static String of(Matter matter) {
        return switch (matter) {
            case Matter.Suspend m ->
                    "Suspend " + m.member() + ": its rights rest until it is reinstated";
            case Matter.Reinstate m -> "Reinstate " + m.member() + ": it has its rights again";
            case Matter.Expel m -> "Expel " + m.member() + ": it is a member no longer";
            case Matter.Amend m ->
                    "A new charter in the place of version "
                            + m.replaces()
                            + ": "
                            + m.charter().name();
            case Matter.Issue m ->
                    "Publish mandate "
                            + m.instruction().id()
                            + ", led by "
                            + m.instruction().lead()
                            + " and due "
                            + Phrase.day(m.instruction().due())
                            + ": "
                            + m.instruction().title();
            case Matter.Release m ->
                    "Let "
                            + switch (m.audience()) {
                                case MEMBERS -> "every member";
                                case PUBLIC -> "everybody";
                            }
                            + " read the models of run "
                            + m.run();
            case Matter.Federate m -> "Federate with " + m.alliance();
            case Matter.Recover m ->
                    "Give "
                            + m.member()
                            + " the organisation key "
                            + m.key().hex()
                            + " and revoke its others";
            case Matter.Resolve _ -> "Resolve what the text says";
        };
    }

    /// "> 1/2 of yes and no; half of the voters; open for 14d".
    static String of(VotingRule rule) {
        return rule.majority()
                + " of yes and no; quorum "
                + rule.quorum()
                + " of "
                + of(rule.electors())
                + "; open for "
                + Times.print(rule.period())
                + (rule.minYes() > 1 ? "; at least " + rule.minYes() + " members say yes" : "")
                + (rule.atClose() ? "; decided at the close, not before" : "");
    }

    /// What a voter looks at before it gives a member another key.
    static List<String> compare(Matter.Recover matter) {
        return List.of(
                "new key    " + matter.key().hex(),
                "           fingerprint " + matter.key().spoken(),
                "           Whoever proposed it may have put in a key of its own: let "
                        + matter.member()
                        + " read its",
                "           key or the fingerprint to you, by telephone or in person, and compare"
                        + " all of it.",
                "           Whatever "
                        + matter.member()
                        + " signs with its present key before the decision stops this.");
    }

    static String of(VotingRule.Electors electors) {
        return switch (electors) {
            case VOTERS -> "the members that vote";
            case FOUNDERS -> "the founders that vote";
            case PARTICIPANTS -> "the members that took part in the run";
        };
    }
}
