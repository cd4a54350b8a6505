package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.mandate.Extension;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.Report;
import org.foedus.core.rule.Rule;

/// The part of [Rules] about mandates. What somebody did is checked by somebody else.
final class MandateRules {
    private MandateRules() {}

    static Verdict judgePublish(Case in, Claim.PublishMandate c) {
        var issuer = in.organisation();
        boolean may =
                issuer.isPresent()
                        && switch (in.state().rules().mandateIssuers()) {
                            case LEAD ->
                                    Succession.holds(
                                            in.state(), issuer.get(), in.state().rules().lead());
                            case FULL_MEMBERS -> in.votes(issuer.get());
                        };
        if (!may) {
            return Rule.MAY_ISSUE.refuse(c.mandate());
        }
        var supersedes = c.terms().flatMap(t -> t.supersedes());
        var old = supersedes.map(id -> in.state().mandates().get(id));
        if (old.isPresent() && !Succession.issued(in.state(), issuer.get(), old.get())) {
            return Rule.SUPERSEDES.refuse(old.get().id());
        }
        if (old.isPresent() && old.get().basis().isPresent()) {
            return byVote(old.get());
        }
        return obstacle(in.state(), c.instruction(), in.now())
                .<Verdict>map(o -> o)
                .orElseGet(in::accepted);
    }

    /// Why an instruction could not become a mandate in `state`.
    static Optional<Verdict.Rejected> obstacle(
            AllianceState state, Instruction instruction, Instant now) {
        if (state.mandates().containsKey(instruction.id())) {
            return Optional.of(Rule.MANDATE_EXISTS.refuse(instruction.id()));
        }
        if (!state.active(instruction.lead())) {
            return Optional.of(Rule.MANDATE_LEAD.refuse(instruction.lead()));
        }
        if (!instruction.due().isAfter(now)) {
            return Optional.of(Rule.DUE_PAST.refuse("due", "found", instruction.due()));
        }
        for (var task : instruction.tasks()) {
            if (task.executor().isPresent() && !state.active(task.executor().get())) {
                return Optional.of(Rule.EXECUTOR_UNKNOWN.refuse(task.executor().get()));
            }
        }
        return instruction
                .terms()
                .flatMap(t -> {
                    for (var helper : t.coExecutors()) {
                        if (!state.active(helper)) {
                            return Optional.of(Rule.EXECUTOR_UNKNOWN.refuse(helper));
                        }
                    }
                    if (t.programme().isPresent()
                            && !state.programmes().containsKey(t.programme().get())) {
                        return Optional.of(Rule.NO_PROGRAMME.refuse(t.programme().get()));
                    }
                    var old = t.supersedes().map(id -> state.mandates().get(id));
                    return t.supersedes().isPresent()
                                    && (old.isEmpty() || !old.get().status().open())
                            ? Optional.of(Rule.SUPERSEDES.refuse(t.supersedes().get()))
                            : Optional.empty();
                });
    }

    static Verdict judge(Case in, MandateClaim claim) {
        var mandate = in.state().mandates().get(claim.mandate());
        if (mandate == null) {
            return Rule.NO_MANDATE.refuse(claim.mandate());
        }
        var member = in.acting(Right.MANDATE);
        if (member.isEmpty()) {
            return in.lacks(Right.MANDATE);
        }
        return switch (claim) {
            case MandateClaim.AcknowledgeMandate _ ->
                    Succession.leads(in.state(), member.get(), mandate)
                            ? step(in, mandate, MandateStatus.Event.ACKNOWLEDGE)
                            : Rule.MANDATE_LEAD_ONLY.refuse(mandate.id(), "lead", mandate.lead());
            case MandateClaim.Report c -> judgeReport(in, member.get(), mandate, c);
            case MandateClaim.CheckReport c -> judgeCheck(in, member.get(), mandate, c);
            case MandateClaim.AskExtension c -> judgeAsking(in, member.get(), mandate, c);
            case MandateClaim.AnswerExtension c -> judgeAnswer(in, member.get(), mandate, c);
            case MandateClaim.CancelMandate _ -> judgeCancel(in, member.get(), mandate);
        };
    }

    /// What a vote made, only a vote unmakes: by another mandate in its place.
    private static Verdict judgeCancel(Case in, MemberId member, Mandate mandate) {
        if (mandate.basis().isPresent()) {
            return byVote(mandate);
        }
        return Succession.issued(in.state(), member, mandate)
                ? step(in, mandate, MandateStatus.Event.CANCEL)
                : Rule.MANDATE_ISSUER_ONLY.refuse(mandate.id(), "issuer", mandate.issuer());
    }

    private static Verdict byVote(Mandate mandate) {
        return Rule.MANDATE_BY_VOTE.refuse(mandate.id(), "proposal", mandate.basis().orElseThrow());
    }

    private static Verdict step(Case in, Mandate mandate, MandateStatus.Event event) {
        return mandate.status().on(event).isPresent()
                ? in.accepted()
                : Rule.MANDATE_STEP.refuse(
                        mandate.id(), "status", mandate.status(), "event", event);
    }

    /// What a report moves: only the lead's word on the whole says that it is done.
    static MandateStatus.Event eventOf(MandateClaim.Report c) {
        return c.task().isEmpty() && c.progress() == Report.Progress.DONE
                ? MandateStatus.Event.REPORT_DONE
                : MandateStatus.Event.PROGRESS;
    }

    private static Verdict judgeReport(
            Case in, MemberId member, Mandate mandate, MandateClaim.Report c) {
        if (c.task().isPresent() && !mandate.hasTask(c.task().get())) {
            return Rule.NO_TASK.refuse(c.task().get());
        }
        boolean part =
                Succession.leads(in.state(), member, mandate)
                        || c.task().map(t -> mandate.executor(t).equals(member)).orElse(false)
                        || (mandate.coExecutor(member)
                                && eventOf(c) == MandateStatus.Event.PROGRESS);
        if (!part) {
            return eventOf(c) == MandateStatus.Event.REPORT_DONE
                    ? Rule.MANDATE_LEAD_ONLY.refuse(mandate.id(), "lead", mandate.lead())
                    : Rule.EXECUTOR_ONLY.refuse(mandate.id());
        }
        return step(in, mandate, eventOf(c));
    }

    private static Verdict judgeCheck(
            Case in, MemberId member, Mandate mandate, MandateClaim.CheckReport c) {
        if (c.report() < 1 || c.report() > mandate.reports().size()) {
            return Rule.NO_REPORT.refuse(c.report());
        }
        var report = mandate.reports().get(c.report() - 1);
        if (report.progress() != Report.Progress.DONE || report.check().isPresent()) {
            return Rule.NOTHING_TO_CHECK.refuse(c.report());
        }
        if (!checks(in.state(), member, mandate, report)) {
            return Rule.FOUR_EYES.refuse(c.report());
        }
        if (report.task().isPresent()) {
            boolean fits =
                    c.finding() == Report.Finding.VERIFIED
                            || c.finding() == Report.Finding.RETURNED;
            return !fits
                    ? Rule.FINDING_OF_TASK.refuse(c.report(), "found", c.finding())
                    : mandate.status().open()
                            ? in.accepted()
                            : step(in, mandate, MandateStatus.Event.PROGRESS);
        }
        return step(in, mandate, eventOf(c.finding()));
    }

    /// Who may check a report: the issuer, or a voting member, that had no part in it.
    static boolean checks(AllianceState state, MemberId member, Mandate mandate, Report report) {
        boolean involved =
                member.equals(report.by())
                        || member.equals(mandate.lead())
                        || report.task()
                                .map(t -> mandate.executor(t).equals(member))
                                .orElse(mandate.coExecutor(member));
        return !involved
                && (state.electorate().contains(member)
                        || Succession.issued(state, member, mandate));
    }

    static MandateStatus.Event eventOf(Report.Finding finding) {
        return switch (finding) {
            case VERIFIED -> MandateStatus.Event.VERIFY;
            case RETURNED -> MandateStatus.Event.RETURN;
            case PARTLY -> MandateStatus.Event.VERIFY_PARTLY;
            case NOT_FULFILLED -> MandateStatus.Event.VERIFY_NOT;
        };
    }

    private static Verdict judgeAsking(
            Case in, MemberId member, Mandate mandate, MandateClaim.AskExtension c) {
        if (c.task().isPresent() && !mandate.hasTask(c.task().get())) {
            return Rule.NO_TASK.refuse(c.task().get());
        }
        boolean part =
                Succession.leads(in.state(), member, mandate)
                        || c.task().map(t -> mandate.executor(t).equals(member)).orElse(false);
        if (!part) {
            return Rule.MANDATE_LEAD_ONLY.refuse(mandate.id(), "lead", mandate.lead());
        }
        if (!mandate.status().open()) {
            return Rule.MANDATE_STEP.refuse(
                    mandate.id(), "status", mandate.status(), "event", "ASK_EXTENSION");
        }
        var open =
                mandate.extensions().stream()
                        .filter(e -> e.task().equals(c.task()) && e.answer().isEmpty())
                        .findFirst();
        if (open.isPresent()) {
            return Rule.EXTENSION_OPEN.refuse(open.get().number());
        }
        var due = c.task().map(mandate::dueNow).orElseGet(mandate::dueNow);
        return c.until().isAfter(due) && c.until().isAfter(in.now())
                ? in.accepted()
                : Rule.EXTENSION_EARLIER.refuse("until", "due", due, "found", c.until());
    }

    private static Verdict judgeAnswer(
            Case in, MemberId member, Mandate mandate, MandateClaim.AnswerExtension c) {
        var extension =
                mandate.extensions().stream()
                        .filter(e -> e.number() == c.extension() && e.answer().isEmpty())
                        .findFirst();
        if (extension.isEmpty()) {
            return Rule.NO_EXTENSION.refuse(c.extension());
        }
        return answers(in.state(), member, mandate, extension.get())
                ? in.accepted()
                : member.equals(extension.get().by()) || member.equals(mandate.lead())
                        ? Rule.FOUR_EYES.refuse(c.extension())
                        : Rule.MANDATE_ISSUER_ONLY.refuse(mandate.id(), "issuer", mandate.issuer());
    }

    /// Who speaks for the issuer; where it asked itself, or leads, too, any other voting member.
    static boolean answers(
            AllianceState state, MemberId member, Mandate mandate, Extension extension) {
        boolean own =
                Succession.issued(state, extension.by(), mandate)
                        || mandate.issuer().equals(mandate.lead())
                        || Succession.issued(state, member, mandate)
                                && Succession.leads(state, member, mandate);
        return own
                ? state.electorate().contains(member)
                        && !member.equals(extension.by())
                        && !member.equals(mandate.lead())
                : Succession.issued(state, member, mandate);
    }
}
