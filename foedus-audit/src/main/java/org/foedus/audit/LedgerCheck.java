package org.foedus.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Registrar;
import org.foedus.core.alliance.Rules;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.run.Run;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.foedus.protocol.chain.Chain;
import org.foedus.protocol.chain.Judged;

/// Replays the entries through the [Chain] by which every mirror judges, and notes what else there
/// is to check or to say.
final class LedgerCheck {
    private final Problems problems;
    private final BodyDigests bodies = new BodyDigests();
    private final List<Published> rounds = new ArrayList<>();
    private final Chain chain = new Chain(Optional.empty());
    private int refusals;
    private int abandoned;
    private int held;
    private Duration mostHeld = Duration.ZERO;
    private int lateDecisions;
    private Duration latest = Duration.ZERO;

    LedgerCheck(Problems problems) {
        this.problems = problems;
    }

    /// A published round with all that its fold takes.
    ///
    /// @param run as it was before the publication
    record Published(
            long entry,
            Run run,
            int number,
            SortedMap<NodeId, Claim.WorkDone> included,
            Sha256 model,
            Optional<Sha256> optimizerState) {}

    /// Replays entries 0 to `until` (exclusive); stops earlier at one that cannot be applied.
    static LedgerCheck replay(Folder folder, long until, Problems problems, Progress progress)
            throws IOException {
        var check = new LedgerCheck(problems);
        if (!folder.has(Layout.ENTRIES)) {
            return check;
        }
        try (var in = folder.open(Layout.ENTRIES)) {
            var lines = new Lines(in, Ledger.MAX_ENTRY_BYTES);
            boolean applied = true;
            while (applied && check.judged() < until) {
                progress.at("entries", check.judged(), until);
                applied = check.take(lines.next());
            }
            progress.at("entries", check.judged(), until);
        }
        return check;
    }

    /// False if the entry could not be applied, and nothing after it can.
    boolean take(byte[] line) {
        var place = new Place.Entry(chain.size());
        var before = chain.state();
        return switch (chain.judge(Bytes.of(line))) {
            case Judged.Lawful l -> taken(before, l.entry());
            case Judged.Unlawful u -> {
                problems.add(place, u.why());
                yield taken(before, u.entry());
            }
            case Judged.Impossible i -> {
                problems.add(place, i.why());
                yield false;
            }
            case Judged.Unknown u -> {
                problems.add(
                        place,
                        "is a "
                                + u.type()
                                + ", which this release does not know: verify with a newer one");
                yield false;
            }
        };
    }

    private boolean taken(AllianceState before, Entry entry) {
        count(before, entry);
        published(before, entry).ifPresent(rounds::add);
        bodies.note(entry);
        return true;
    }

    private static Optional<Published> published(AllianceState state, Entry entry) {
        if (!(entry instanceof Entry.RoundPublished e)) {
            return Optional.empty();
        }
        var run = state.runs().get(e.run());
        if (run == null || !(run.rounds().get(e.round()) instanceof RoundState.Folding folding)) {
            return Optional.empty();
        }
        var included = new TreeMap<NodeId, Claim.WorkDone>();
        for (Work work : folding.work().values()) {
            if (folding.included().contains(work.item().node())) {
                work.done().ifPresent(done -> included.put(work.item().node(), done.claim()));
            }
        }
        return Optional.of(
                new Published(
                        state.size(), run, e.round(), included, e.model(), e.optimizerState()));
    }

    /// What the hub decided for reasons that the ledger does not hold.
    private void count(AllianceState state, Entry entry) {
        if (entry instanceof Entry.Claimed c) {
            var age = Duration.between(c.claim().header().at(), c.at());
            if (age.compareTo(Rules.MAX_SKEW) > 0) {
                held++;
                mostHeld = age.compareTo(mostHeld) > 0 ? age : mostHeld;
            }
        }
        waited(state, entry);
        if (entry instanceof Entry.WorkRefused) {
            refusals++;
        }
        if (entry instanceof Entry.RoundFailed e) {
            var run = state.runs().get(e.run());
            if (run != null && run.rounds().get(e.round()) instanceof RoundState.Folding) {
                abandoned++;
            }
        }
    }

    /// A vote that had closed long before it was decided.
    private void waited(AllianceState state, Entry entry) {
        var poll =
                switch (entry) {
                    case Entry.Admitted e -> onApplication(state, e.member());
                    case Entry.Rejected e -> onApplication(state, e.member());
                    case Entry.Decided e -> onProposal(state, e.proposal());
                    case Entry.VoteExtended e ->
                            e.applicant()
                                    .flatMap(a -> onApplication(state, a))
                                    .or(() -> e.proposal().flatMap(p -> onProposal(state, p)));
                    default -> Optional.<Poll>empty();
                };
        poll.map(p -> Duration.between(p.closes(), entry.at()))
                .filter(late -> late.compareTo(Rules.MAX_SKEW) > 0)
                .ifPresent(late -> {
                    lateDecisions++;
                    latest = late.compareTo(latest) > 0 ? late : latest;
                });
    }

    private static Optional<Poll> onApplication(AllianceState state, MemberId member) {
        return Optional.ofNullable(state.applications().get(member)).flatMap(Application::poll);
    }

    private static Optional<Poll> onProposal(AllianceState state, ProposalId id) {
        return Optional.ofNullable(state.proposals().get(id)).map(Proposal::poll);
    }

    /// Votes that were decided long after their close.
    int lateDecisions() {
        return lateDecisions;
    }

    /// How long after, at most.
    Duration latest() {
        return latest;
    }

    /// Whether something should have been decided by the time of the newest entry.
    boolean undecided() {
        return state().size() > 0
                && !state().recovering()
                && Registrar.next(state(), state().at()).isPresent();
    }

    /// Entries applied.
    long judged() {
        return chain.size();
    }

    AllianceState state() {
        return chain.state();
    }

    BodyDigests bodies() {
        return bodies;
    }

    List<Published> rounds() {
        return rounds;
    }

    /// Work items that the hub refused.
    int refusals() {
        return refusals;
    }

    /// Claims whose entries bear the time of the entry before, longer after they were signed than
    /// clocks may differ.
    int held() {
        return held;
    }

    /// How much longer, at most.
    Duration mostHeld() {
        return mostHeld;
    }

    /// Closed rounds that were never published.
    int abandoned() {
        return abandoned;
    }
}
