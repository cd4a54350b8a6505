package org.foedus.portal.state;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.portal.Page;
import org.foedus.portal.Paging;
import org.foedus.portal.PartnershipView;
import org.foedus.portal.ProgrammeView;

/// The part of [Views] about partnerships and programmes. Terms that only the partners may know lie
/// in a body beside the ledger, so no view can have them.
final class PartnershipViews {
    private final Views views;
    private final AllianceState state;
    private final Outside outside;

    PartnershipViews(Views views, AllianceState state, Outside outside) {
        this.views = views;
        this.state = state;
        this.outside = outside;
    }

    Page list(long number) {
        var paging = Paging.of(number, state.partnerships().size());
        var all =
                state.partnerships().values().stream()
                        .sorted(Comparator.comparing(Partnership::at).reversed())
                        .toList();
        return new Page.Partnerships(paging.of(all).stream().map(this::view).toList(), paging);
    }

    PartnershipView view(Partnership partnership) {
        return new PartnershipView(
                partnership.id().value(),
                partnership.title().orElse(null),
                partnership.members().stream().map(views::ref).toList(),
                partnership.until(),
                partnership.status(outside.now()),
                partnership.signed().size());
    }

    Optional<Page> one(PartnershipId id) {
        return Optional.ofNullable(state.partnerships().get(id)).map(this::page);
    }

    private Page page(Partnership partnership) {
        var id = Optional.of(partnership.id());
        return new Page.PartnershipPage(
                new PartnershipView.Full(
                        view(partnership),
                        outside.texts().terms(partnership).orElse(null),
                        partnership.results(),
                        views.ref(partnership.offeredBy()),
                        partnership.at(),
                        partnership.inForce().orElse(null),
                        partnership.ended().orElse(null),
                        partnership.members().stream()
                                .map(m ->
                                        new PartnershipView.Signature(
                                                views.ref(m), partnership.signed().get(m)))
                                .toList(),
                        state.programmes().values().stream()
                                .filter(p -> p.partnership().equals(id))
                                .limit(Views.MOST)
                                .map(this::view)
                                .toList(),
                        state.runs().values().stream()
                                .filter(r -> r.plan().partnership().equals(id))
                                .limit(Views.MOST)
                                .map(views::run)
                                .toList()));
    }

    Page programmes(long number) {
        var paging = Paging.of(number, state.programmes().size());
        var all =
                state.programmes().values().stream()
                        .sorted(Comparator.comparing(Programme::at).reversed())
                        .toList();
        return new Page.Programmes(paging.of(all).stream().map(this::view).toList(), paging);
    }

    private ProgrammeView view(Programme programme) {
        var mandates = mandates(programme);
        return new ProgrammeView(
                programme.id().value(),
                programme.title(),
                views.ref(programme.lead()),
                programme
                        .partnership()
                        .flatMap(id -> Optional.ofNullable(state.partnerships().get(id)))
                        .map(views::link)
                        .orElse(null),
                programme.status(mandates),
                mandates.size(),
                programme.deliverables().size());
    }

    private List<Mandate> mandates(Programme programme) {
        var id = Optional.of(programme.id());
        return state.mandates().values().stream().filter(m -> m.programme().equals(id)).toList();
    }

    Optional<Page> programme(ProgrammeId id) {
        return Optional.ofNullable(state.programmes().get(id)).map(this::page);
    }

    private Page page(Programme programme) {
        var mandates = mandates(programme);
        var ids = mandates.stream().map(Mandate::id).toList();
        return new Page.ProgrammePage(
                new ProgrammeView.Full(
                        view(programme),
                        outside.texts().goal(programme),
                        programme.at(),
                        mandates.stream().limit(Views.MOST).map(views::mandate).toList(),
                        state.runs().values().stream()
                                .filter(r -> ids.contains(r.plan().mandate()))
                                .limit(Views.MOST)
                                .map(views::run)
                                .toList(),
                        programme.deliverables().stream()
                                .map(d ->
                                        new ProgrammeView.Deliverable(
                                                d.sort(),
                                                d.title(),
                                                d.reference(),
                                                d.sha256().map(Sha256::hex).orElse(null),
                                                views.ref(d.by()),
                                                d.at()))
                                .toList()));
    }
}
