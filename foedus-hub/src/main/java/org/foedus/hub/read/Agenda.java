package org.foedus.hub.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.communique.Communique;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.vote.Proposal;

/// What has a date: due mandates and tasks, votes that close, agreements that end.
public record Agenda(Reads reads) {
    private static final int MOST_NEWS = 100;

    /// Where pages are, as members reach the hub.
    static String address(AllianceState state) {
        return state.addresses().isEmpty() ? "" : "https://" + state.addresses().getFirst();
    }

    public String calendar(List<Calendar.Event> events) {
        return new Calendar(reads.state()).write(events);
    }

    /// What is due in the alliance.
    public List<Calendar.Event> due() {
        var state = reads.state();
        var events = new ArrayList<Calendar.Event>();
        for (var mandate : state.mandates().values()) {
            if (mandate.status().open()) {
                due(mandate, events);
            }
        }
        for (var proposal : state.proposals().values()) {
            if (proposal.open()) {
                events.add(closing(proposal));
            }
        }
        for (var application : state.applications().values()) {
            var id = application.member();
            if (application.open()) {
                application
                        .poll()
                        .ifPresent(p ->
                                events.add(
                                        new Calendar.Event(
                                                "application-" + id,
                                                p.closes(),
                                                "The vote on " + id + " closes",
                                                "/members")));
            }
        }
        for (var partnership : state.partnerships().values()) {
            if (partnership.status(reads.now()) == Partnership.Status.IN_FORCE) {
                events.add(
                        new Calendar.Event(
                                "partnership-" + partnership.id(),
                                partnership.until(),
                                "Partnership " + partnership.id() + " ends",
                                "/"));
            }
        }
        return events;
    }

    private void due(Mandate mandate, List<Calendar.Event> events) {
        var page = "/mandates/" + mandate.id();
        events.add(
                new Calendar.Event(
                        "mandate-" + mandate.id(),
                        mandate.dueNow(),
                        "Mandate " + mandate.id() + " is due: " + mandate.title(),
                        page));
        if (mandate.done() == mandate.tasks()) {
            return;
        }
        var tasks = reads.texts().instruction(mandate).tasks();
        for (int task = 1; task <= tasks.size(); task++) {
            if (!mandate.verified(task)) {
                events.add(
                        new Calendar.Event(
                                "mandate-" + mandate.id() + "-task-" + task,
                                mandate.dueNow(task),
                                "Task %d of %s is due: %s"
                                        .formatted(task, mandate.id(), tasks.get(task - 1).title()),
                                page));
            }
        }
    }

    private static Calendar.Event closing(Proposal proposal) {
        return new Calendar.Event(
                "proposal-" + proposal.id(),
                proposal.poll().closes(),
                "The vote on " + proposal.id() + " closes: " + proposal.title(),
                "/");
    }

    /// What waits for a member and has a date.
    public List<Calendar.Event> waiting(MemberId member) {
        var events = new ArrayList<Calendar.Event>();
        for (var item : Inbox.of(reads.state(), member, reads.now())) {
            item.due()
                    .ifPresent(due ->
                            events.add(
                                    new Calendar.Event(name(item), due, words(item), page(item))));
        }
        return events;
    }

    /// What waits for a member, as a feed has it.
    public List<Atom.Item> inbox(MemberId member) {
        var items = new ArrayList<Atom.Item>();
        for (var item : Inbox.of(reads.state(), member, reads.now())) {
            items.add(
                    new Atom.Item(member + ":" + name(item), since(item), words(item), page(item)));
        }
        return items;
    }

    /// The newest communiqués in their authentic language, without those that were withdrawn.
    public List<Atom.Item> news() {
        return reads.communiques().values().stream()
                .filter(c -> c.withdrawal().isEmpty())
                .sorted(Comparator.comparingLong(Communique::entry).reversed())
                .limit(MOST_NEWS)
                .map(c ->
                        new Atom.Item("communique:" + c.id(), c.at(), c.title(), "/news/" + c.id()))
                .toList();
    }

    /// Of what waits since now, when it will have waited for ever is the ledger's time.
    private Instant since(Inbox.Item item) {
        return item.since().isAfter(reads.state().at()) ? reads.state().at() : item.since();
    }

    private static String name(Inbox.Item item) {
        return item.kind().name().toLowerCase(Locale.ROOT).replace('_', '-')
                + "-"
                + item.subject()
                + item.number().map(n -> "-" + n).orElse("");
    }

    private static String page(Inbox.Item item) {
        return switch (item.kind()) {
            case SCREEN, VOTE_ON_APPLICANT -> "/members";
            case ACKNOWLEDGE_MANDATE,
                    MANDATE_DUE,
                    TASK_DUE,
                    REPORT_MANDATE,
                    ANSWER_EXTENSION,
                    CHECK_REPORT ->
                    "/mandates/" + item.subject();
            case DECIDE_ON_RUN -> "/runs/" + item.subject();
            case VOTE_ON_PROPOSAL, CONFIRM_RECOVERY, SIGN_PARTNERSHIP, PARTNERSHIP_ENDS, KEY_ENDS ->
                    "/";
        };
    }

    private static String words(Inbox.Item item) {
        var subject = item.subject();
        int number = item.number().orElse(0);
        return switch (item.kind()) {
            case SCREEN -> "Record how " + subject + " was screened";
            case VOTE_ON_APPLICANT, VOTE_ON_PROPOSAL -> "Vote on " + subject;
            case CONFIRM_RECOVERY -> "Confirm the recovery of the ledger";
            case SIGN_PARTNERSHIP -> "Sign partnership " + subject + ", or refuse it";
            case PARTNERSHIP_ENDS -> "Partnership " + subject + " ends";
            case ACKNOWLEDGE_MANDATE -> "Acknowledge mandate " + subject;
            case MANDATE_DUE -> "Mandate " + subject + " is due";
            case TASK_DUE -> "Task " + number + " of mandate " + subject + " is due";
            case REPORT_MANDATE -> "Report on mandate " + subject;
            case ANSWER_EXTENSION -> "Answer extension " + number + " of mandate " + subject;
            case CHECK_REPORT -> "Check report " + number + " of mandate " + subject;
            case DECIDE_ON_RUN -> "Decide whether your nodes take part in run " + subject;
            case KEY_ENDS -> "A replaced key stops to hold: " + subject;
        };
    }
}
