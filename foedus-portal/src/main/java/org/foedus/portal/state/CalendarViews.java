package org.foedus.portal.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
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
    private final List<DueView> dates = new ArrayList<>();

    CalendarViews(Views views, AllianceState state, Outside outside) {
        this.views = views;
        this.state = state;
        this.outside = outside;
    }

    Page page(long number) {
        var sorted = dates();
        var paging = Paging.of(number, sorted.size());
        return new Page.Calendar(paging.of(sorted), paging);
    }

    /// All of them, the earliest first.
    List<DueView> dates() {
        state.mandates().values().stream().filter(m -> m.status().open()).forEach(this::addMandate);
        state.proposals().values().stream().filter(Proposal::open).forEach(this::addProposal);
        views.applications().stream()
                .filter(a -> a.phase() == Application.Phase.VOTE)
                .forEach(this::addApplication);
        state.partnerships().values().stream()
                .filter(p -> p.status(outside.now()) == Partnership.Status.IN_FORCE)
                .forEach(this::addPartnership);
        dates.sort(Comparator.comparing(DueView::at).thenComparing(DueView::id));
        return List.copyOf(dates);
    }

    private void addMandate(Mandate mandate) {
        dates.add(
                new DueView(
                        mandate.dueNow(),
                        DueView.What.MANDATE,
                        mandate.id().value(),
                        MandateViews.title(mandate),
                        views.ref(mandate.lead())));
        for (int i = 1; i <= mandate.tasks().size(); i++) {
            if (!mandate.verified(i)) {
                dates.add(
                        new DueView(
                                mandate.dueNow(i),
                                DueView.What.TASK,
                                mandate.id().value(),
                                Written.of(mandate.task(i).title()),
                                views.ref(mandate.executor(i))));
            }
        }
    }

    private void addProposal(Proposal proposal) {
        dates.add(
                new DueView(
                        proposal.poll().closes(),
                        DueView.What.VOTE,
                        proposal.id().value(),
                        Written.of(proposal.title()),
                        null));
    }

    private void addApplication(Application application) {
        var claim = application.claim();
        application
                .poll()
                .ifPresent(poll ->
                        dates.add(
                                new DueView(
                                        poll.closes(),
                                        DueView.What.ADMISSION,
                                        claim.member().value(),
                                        Written.of(claim.legalName()),
                                        null)));
    }

    private void addPartnership(Partnership partnership) {
        dates.add(
                new DueView(
                        partnership.until(),
                        DueView.What.PARTNERSHIP,
                        partnership.id().value(),
                        Written.of(views.link(partnership).title()),
                        null));
    }
}
