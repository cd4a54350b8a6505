package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.foedus.core.alliance.Choice;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.VotingRule;
import org.foedus.portal.MemberView.Ref;
import org.jspecify.annotations.Nullable;

/// A vote as the pages show it.
///
/// @param quorum what it is now, after the extensions
/// @param fallback whether nobody had a vote, so that every active member has
public record PollView(
        VotingRule rule,
        Poll.Tally tally,
        Fraction quorum,
        Instant opened,
        Instant closes,
        int extensions,
        boolean fallback,
        List<Ballot> ballots) {
    /// The bar is drawn this wide.
    static final int WIDTH = 1000;

    public PollView {
        ballots = List.copyOf(ballots);
    }

    static Paging paging(@Nullable PollView poll, long number) {
        return Paging.of(number, poll == null ? 0 : poll.ballots().size());
    }

    /// One of the electorate; `choice` is null for who has not voted.
    ///
    /// @param gone whether it left, was expelled or is suspended
    public record Ballot(
            Ref member, int weight, boolean recused, boolean gone, @Nullable Choice choice) {
        public Ballot(Ref member, int weight, boolean recused, @Nullable Choice choice) {
            this(member, weight, recused, false, choice);
        }

        boolean counts() {
            return !recused && !gone;
        }
    }

    /// A piece of the bar.
    record Piece(String css, String from, String width) {}

    /// The tally as a bar, from left to right; of nothing, nothing.
    static List<Piece> bar(Poll.Tally tally) {
        long all = Math.max(1, tally.electorate());
        long no = tally.yes() + tally.abstain();
        return List.of(
                piece("yes", 0, tally.yes(), all),
                piece("abstain", tally.yes(), tally.abstain(), all),
                piece("out", no, tally.out(), all),
                piece("no", no + tally.out(), tally.no(), all));
    }

    private static Piece piece(String css, long from, long length, long all) {
        return new Piece(
                css, String.valueOf(WIDTH * from / all), String.valueOf(WIDTH * length / all));
    }
}
