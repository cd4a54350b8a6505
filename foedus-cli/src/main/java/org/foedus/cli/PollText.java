package org.foedus.cli;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Writing;
import org.foedus.core.claim.Remark;
import org.foedus.core.vote.Poll;

/// A vote and what was said about it, in words.
final class PollText {
    private PollText() {}

    /// Who may vote and who voted what.
    static void votes(Output output, Poll poll, Optional<Instant> ended) {
        output.say(
                "vote       "
                        + poll.basis()
                        + " ("
                        + (poll.extensions() == 0
                                ? ""
                                : "extended " + poll.extensions() + " times, ")
                        + "quorum "
                        + poll.quorum()
                        + ", "
                        + poll.rule().majority()
                        + " of yes and no)");
        output.say("open       " + Phrase.minute(poll.opened()) + " to " + end(poll, ended));
        if (poll.fallback()) {
            output.say("           nobody has a vote, so every active member has");
        }
        poll.electorate()
                .forEach((member, weight) -> {
                    var choice =
                            poll.recused().contains(member)
                                    ? "conflict-of-interest"
                                    : poll.gone().contains(member)
                                            ? "gone"
                                            : poll.votes().containsKey(member)
                                                    ? Phrase.label(
                                                            java.util.Objects.requireNonNull(
                                                                    poll.votes().get(member)))
                                                    : "not-yet";
                    output.say(
                            "  %-20s %s%s"
                                    .formatted(
                                            member,
                                            choice.replace('-', ' '),
                                            weight == 1 ? "" : " (" + weight + " votes)"));
                    output.event(
                            "vote",
                            fields -> fields.put("member", member.value()).put("choice", choice));
                });
    }

    /// When a vote closes, or when it was decided or taken back.
    static String end(Poll poll, Optional<Instant> ended) {
        return ended.map(t -> Phrase.minute(t) + ", when it ended")
                .orElseGet(() -> Phrase.minute(poll.closes()));
    }

    /// What was said, with the texts that the hub still has.
    static void comments(Access by, Output output, Collection<Remark> remarks) {
        for (var remark : remarks) {
            var text = Writing.read(by, remark.text());
            output.say("");
            output.say("comment    " + remark.by() + ", " + Phrase.minute(remark.at()));
            text.orElse("(erased, or not for this key)")
                    .lines()
                    .forEach(line -> output.say("  " + line));
            output.event(
                    "comment",
                    fields -> {
                        fields.put("by", remark.by().value()).put("at", remark.at().toString());
                        text.ifPresent(t -> fields.put("text", t));
                    });
        }
    }
}
