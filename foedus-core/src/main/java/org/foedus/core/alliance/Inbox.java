package org.foedus.core.alliance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.foedus.core.mandate.Extension;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.Mark;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.run.Run;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;

/// What waits for a member, computed from the ledger and the clock; nothing is ever sent or marked
/// as read.
public final class Inbox {
    private final AllianceState state;
    private final Member member;
    private final Instant now;
    private final List<Item> items = new ArrayList<>();

    private Inbox(AllianceState state, Member member, Instant now) {
        this.state = state;
        this.member = member;
        this.now = now;
    }

    /// What a member has to do.
    public enum Kind {
        /// Others vote on giving the member another organisation key: it says so if it holds its
        /// own.
        KEY_AT_STAKE,
        /// The lead's or a screener's: an applicant is not screened yet.
        SCREEN,
        VOTE_ON_APPLICANT,
        VOTE_ON_PROPOSAL,
        CONFIRM_RECOVERY,
        SIGN_PARTNERSHIP,
        PARTNERSHIP_ENDS,
        ACKNOWLEDGE_MANDATE,
        MANDATE_DUE,
        TASK_DUE,
        /// No report within the mandate's cadence.
        REPORT_MANDATE,
        ANSWER_EXTENSION,
        CHECK_REPORT,
        /// A node of the member has said neither yes nor no to a run.
        DECIDE_ON_RUN,
        /// A key that another took the place of stops to hold.
        KEY_ENDS
    }

    /// One thing to do.
    ///
    /// @param subject the id of what it is about
    /// @param number of the task, report or extension in a mandate; of nothing else
    /// @param since when it began to wait
    /// @param due until when it should be done, or when it ends
    public record Item(
            Kind kind,
            String subject,
            Optional<Integer> number,
            Instant since,
            Optional<Instant> due) {
        public boolean overdue(Instant now) {
            return due.map(now::isAfter).orElse(false);
        }
    }

    /// What waits for `member` at `now`, the most urgent first. For one that is suspended: whether
    /// its key is at stake; for one that is gone, nothing.
    public static List<Item> of(AllianceState state, MemberId member, Instant now) {
        var found = state.members().get(member);
        return found != null && found.belongs() ? new Inbox(state, found, now).all() : List.of();
    }

    /// The open questions whether `member` gets another organisation key.
    public static List<Proposal> keyAtStake(AllianceState state, MemberId member) {
        return state.proposals().values().stream()
                .filter(p -> p.open() && p.replacesKeyOf(member))
                .toList();
    }

    private List<Item> all() {
        for (var proposal : keyAtStake(state, member.id())) {
            var poll = proposal.poll();
            var id = proposal.id().value();
            add(Kind.KEY_AT_STAKE, id, poll.opened(), Optional.of(poll.closes()));
        }
        if (member.active()) {
            whatWaits();
        }
        items.sort(
                Comparator.comparing((Item i) -> i.kind() != Kind.KEY_AT_STAKE)
                        .thenComparing(i -> i.due().orElse(Instant.MAX))
                        .thenComparing(Item::since)
                        .thenComparing(Item::kind)
                        .thenComparing(Item::subject));
        return List.copyOf(items);
    }

    private void whatWaits() {
        state.applications().values().stream().filter(Application::open).forEach(this::on);
        state.proposals().values().stream().filter(Proposal::open).forEach(this::on);
        state.partnerships().values().forEach(this::on);
        state.mandates().values().stream().filter(m -> m.status().open()).forEach(this::on);
        state.runs().values().stream().filter(Run::active).forEach(this::on);
        if (state.recovering() && member.memberClass().votes()) {
            state.recovery()
                    .filter(r -> !r.confirmed().contains(member.id()))
                    .ifPresent(r ->
                            add(Kind.CONFIRM_RECOVERY, r.id().hex(), r.at(), Optional.empty()));
        }
        member.retiring()
                .forEach((key, until) -> {
                    if (now.isBefore(until)) {
                        add(Kind.KEY_ENDS, key.hex(), now, Optional.of(until));
                    }
                });
    }

    private void on(Application application) {
        var applicant = application.member();
        if (application.phase() == Application.Phase.REVIEW && state.screens(member.id())) {
            add(Kind.SCREEN, applicant.value(), application.at(), Optional.empty());
        }
        application
                .poll()
                .filter(this::awaited)
                .ifPresent(p ->
                        add(
                                Kind.VOTE_ON_APPLICANT,
                                applicant.value(),
                                p.opened(),
                                Optional.of(p.closes())));
    }

    private void on(Proposal proposal) {
        var poll = proposal.poll();
        if (awaited(poll)) {
            add(
                    Kind.VOTE_ON_PROPOSAL,
                    proposal.id().value(),
                    poll.opened(),
                    Optional.of(poll.closes()));
        }
    }

    private boolean awaited(Poll poll) {
        return poll.eligible(member.id())
                && !poll.votes().containsKey(member.id())
                && now.isBefore(poll.closes());
    }

    private void on(Partnership partnership) {
        var soon = state.rules().governs().dueSoon();
        boolean ends =
                partnership.partners().contains(member.id())
                        && now.isBefore(partnership.until())
                        && !now.isBefore(partnership.until().minus(soon));
        if (ends) {
            add(
                    Kind.PARTNERSHIP_ENDS,
                    partnership.id().value(),
                    partnership.until().minus(soon),
                    Optional.of(partnership.until()));
        }
        boolean asked =
                partnership.status(now) == Partnership.Status.OFFERED
                        && partnership.members().contains(member.id())
                        && !partnership.signed().containsKey(member.id());
        if (asked) {
            add(
                    Kind.SIGN_PARTNERSHIP,
                    partnership.id().value(),
                    partnership.at(),
                    Optional.empty());
        }
    }

    private void on(Mandate mandate) {
        var soon = state.rules().governs().dueSoon();
        var id = mandate.id().value();
        var marks = mandate.marks(now, soon);
        if (Succession.leads(state, member.id(), mandate)) {
            if (marks.contains(Mark.UNACKNOWLEDGED)) {
                add(
                        Kind.ACKNOWLEDGE_MANDATE,
                        id,
                        mandate.publishedAt(),
                        Optional.of(mandate.dueNow()));
            }
            if (marks.contains(Mark.OVERDUE) || marks.contains(Mark.DUE_SOON)) {
                var from = mandate.dueNow().minus(soon);
                add(Kind.MANDATE_DUE, id, from, Optional.of(mandate.dueNow()));
            }
            if (marks.contains(Mark.SILENT)) {
                add(Kind.REPORT_MANDATE, id, now, Optional.empty());
            }
        }
        for (int task = 1; task <= mandate.tasks(); task++) {
            var due = mandate.dueNow(task);
            boolean waits =
                    mandate.executor(task).equals(member.id())
                            && !mandate.verified(task)
                            && !mandate.reportedDone(task)
                            && !now.isBefore(due.minus(soon));
            if (waits) {
                items.add(
                        new Item(
                                Kind.TASK_DUE,
                                id,
                                Optional.of(task),
                                due.minus(soon),
                                Optional.of(due)));
            }
        }
        mandate.extensions().forEach(e -> on(mandate, e));
        mandate.reports().forEach(r -> on(mandate, r));
    }

    private void on(Mandate mandate, Extension extension) {
        if (extension.answer().isEmpty()
                && MandateRules.answers(state, member.id(), mandate, extension)) {
            items.add(
                    new Item(
                            Kind.ANSWER_EXTENSION,
                            mandate.id().value(),
                            Optional.of(extension.number()),
                            extension.at(),
                            Optional.of(extension.before())));
        }
    }

    private void on(Mandate mandate, Report report) {
        boolean waits =
                report.progress() == Report.Progress.DONE
                        && report.check().isEmpty()
                        && MandateRules.checks(state, member.id(), mandate, report);
        if (waits) {
            items.add(
                    new Item(
                            Kind.CHECK_REPORT,
                            mandate.id().value(),
                            Optional.of(report.number()),
                            report.at(),
                            Optional.empty()));
        }
    }

    private void on(Run run) {
        var nodes = state.nodes(run);
        boolean undecided =
                member.nodes().keySet().stream()
                        .anyMatch(n -> nodes.containsKey(n) && !run.consents().containsKey(n));
        if (undecided) {
            add(Kind.DECIDE_ON_RUN, run.id().value(), run.startedAt(), Optional.empty());
        }
    }

    private void add(Kind kind, String subject, Instant since, Optional<Instant> due) {
        items.add(new Item(kind, subject, Optional.empty(), since, due));
    }
}
