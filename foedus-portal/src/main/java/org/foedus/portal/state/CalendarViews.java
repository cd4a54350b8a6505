package org.foedus.portal.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.vote.Proposal;
import org.foedus.portal.DueView;
import org.foedus.portal.Page;
import org.foedus.portal.Paging;
import org.foedus.portal.Written;

/// The part of [Views] about dates: what is still to be done, by when.
final class CalendarViews {
    private final Views views;
    private final AllianceState state;
    private final Outside outside;
    private final List<Item> dates = new ArrayList<>();

    CalendarViews(Views views, AllianceState state, Outside outside) {
        this.views = views;
        this.state = state;
        this.outside = outside;
    }

    Page page(long number) {
        var sorted = dates();
        var paging = Paging.of(number, sorted.size());
        return new Page.Calendar(paging.of(sorted).stream().map(Item::view).toList(), paging);
    }

    /// The earliest.
    List<DueView> first(int most) {
        return dates().stream().limit(most).map(Item::view).toList();
    }

    /// A date, and what it is called: texts are read of those alone that a page has.
    private record Item(Instant at, String id, Supplier<DueView> shown) {
        DueView view() {
            return shown.get();
        }

        static Item of(DueView view) {
            return new Item(view.at(), view.id(), () -> view);
        }
    }

    /// All of them, the earliest first.
    private List<Item> dates() {
        state.mandates().values().stream().filter(m -> m.status().open()).forEach(this::addMandate);
        state.proposals().values().stream().filter(Proposal::open).forEach(this::addProposal);
        views.applications().stream()
                .filter(a -> a.phase() == Application.Phase.VOTE)
                .forEach(this::addApplication);
        state.partnerships().values().stream()
                .filter(p -> p.status(outside.now()) == Partnership.Status.IN_FORCE)
                .forEach(this::addPartnership);
        dates.sort(Comparator.comparing(Item::at).thenComparing(Item::id));
        return List.copyOf(dates);
    }

    private void addMandate(Mandate mandate) {
        var id = mandate.id().value();
        dates.add(
                new Item(
                        mandate.dueNow(),
                        id,
                        () ->
                                new DueView(
                                        mandate.dueNow(),
                                        DueView.What.MANDATE,
                                        id,
                                        MandateViews.title(instruction(mandate)),
                                        views.ref(mandate.lead()))));
        for (int i = 1; i <= mandate.tasks(); i++) {
            if (!mandate.verified(i)) {
                int task = i;
                dates.add(new Item(mandate.dueNow(task), id, () -> view(mandate, task)));
            }
        }
    }

    private DueView view(Mandate mandate, int task) {
        return new DueView(
                mandate.dueNow(task),
                DueView.What.TASK,
                mandate.id().value(),
                Written.of(instruction(mandate).tasks().get(task - 1).title()),
                views.ref(mandate.executor(task)));
    }

    private Instruction instruction(Mandate mandate) {
        return outside.texts().instruction(mandate);
    }

    private void addProposal(Proposal proposal) {
        dates.add(
                Item.of(
                        new DueView(
                                proposal.poll().closes(),
                                DueView.What.VOTE,
                                proposal.id().value(),
                                Written.of(proposal.title()),
                                null)));
    }

    private void addApplication(Application application) {
        application
                .poll()
                .ifPresent(poll ->
                        dates.add(
                                Item.of(
                                        new DueView(
                                                poll.closes(),
                                                DueView.What.ADMISSION,
                                                application.member().value(),
                                                Written.of(application.legalName()),
                                                null))));
    }

    private void addPartnership(Partnership partnership) {
        dates.add(
                Item.of(
                        new DueView(
                                partnership.until(),
                                DueView.What.PARTNERSHIP,
                                partnership.id().value(),
                                Written.of(views.link(partnership).title()),
                                null)));
    }
}
