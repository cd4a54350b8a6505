package org.foedus.portal.state;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.vote.ProposalId;
import org.foedus.portal.ApiView;
import org.foedus.portal.MemberView;
import org.foedus.portal.Page;
import org.foedus.portal.RunView;

/// The alliance's pages at one state, for one reader: what is at each place.
public final class Site {
    private final Views views;
    private final LedgerViews ledger;
    private final ApiView api;

    /// @param api what the reader of the API shows
    public Site(AllianceState state, Outside outside, Reader reader, ApiView api) {
        this.views = new Views(state, outside, reader);
        this.ledger = new LedgerViews(state, outside, reader, views);
        this.api = api;
    }

    /// The page; empty where there is none, or none that this reader may see.
    public Optional<Page> page(Asked asked) {
        try {
            return at(asked);
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.BAD_REQUEST || e.code() == ErrorCode.BAD_FORMAT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// A run as lists show it.
    public RunView run(Run run) {
        return views.run(run);
    }

    /// A member, or an applicant, as pages name it.
    public MemberView.Ref ref(MemberId id) {
        return views.ref(id);
    }

    private Optional<Page> at(Asked asked) {
        var id = asked.id();
        return switch (asked.place()) {
            case HOME -> Optional.of(views.home());
            case NEWS -> Optional.of(views.news(asked.page()));
            case COMMUNIQUE -> views.communique(new CommuniqueId(id));
            case MEMBERS -> views.members(asked.parameter("country"), asked.page());
            case MEMBER -> views.member(new MemberId(id), asked.page());
            case DECISIONS -> Optional.of(views.decisionList(asked.page()));
            case DECISION -> views.decision(new ProposalId(id), asked.page());
            case CHARTER -> views.charter(asked.number("version", 0, 1, Asked.MOST_PAGES));
            case PARTNERSHIPS -> Optional.of(views.partnerships(asked.page()));
            case PARTNERSHIP -> views.partnership(new PartnershipId(id));
            case PROGRAMMES -> Optional.of(views.programmes(asked.page()));
            case PROGRAMME -> views.programme(new ProgrammeId(id));
            case MANDATES -> mandates(asked);
            case MANDATE -> views.mandate(new MandateId(id));
            case RUNS -> Optional.of(views.runList(asked.page()));
            case RUN -> run(asked);
            case COMPARE -> views.compare(runs(asked), asked.page());
            case MODELS -> Optional.of(views.modelList(asked.page()));
            case MODEL -> views.model(new Sha256(id), asked.page());
            case LEDGER -> Optional.of(ledger.list(asked));
            case ENTRY -> ledger.entry(id);
            case API -> Optional.of(new Page.Api(api));
            case API_PART -> api.part(id);
        };
    }

    /// Ids of runs, each once.
    private static List<RunId> runs(Asked asked) {
        return Arrays.stream(asked.parameter("run").orElse("").split(" ", -1))
                .filter(id -> !id.isEmpty())
                .distinct()
                .limit(Asked.MOST_RUNS)
                .map(RunId::new)
                .toList();
    }

    private Optional<Page> run(Asked asked) {
        long members = asked.number("members", 1, 1, Asked.MOST_PAGES);
        return views.run(new RunId(asked.id()), asked.page(), members);
    }

    /// The list, by a status where one is asked for, the board or the calendar.
    private Optional<Page> mandates(Asked asked) {
        return switch (asked.parameter("view").orElse("list")) {
            case "board" -> Optional.of(views.board());
            case "calendar" -> Optional.of(views.calendar(asked.page()));
            case "list" -> {
                var name = asked.parameter("status");
                var status = name.flatMap(Site::status);
                yield name.isPresent() && status.isEmpty()
                        ? Optional.empty()
                        : Optional.of(views.mandates(status, asked.page()));
            }
            default -> Optional.empty();
        };
    }

    private static Optional<MandateStatus> status(String name) {
        return Arrays.stream(MandateStatus.values())
                .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
