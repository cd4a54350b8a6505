package org.foedus.node.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.policy.DataPermission;
import org.foedus.core.run.RunId;
import org.foedus.core.vote.ProposalId;
import org.foedus.link.client.HubTarget;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.act.Pocket;
import org.foedus.node.agent.Plans;
import org.foedus.node.dataset.Sight;
import org.foedus.node.doctor.Checkup;
import org.foedus.node.home.NodeHome;
import org.foedus.node.outgoing.Outgoing;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.node.work.EngineChoice;
import org.foedus.portal.Act;
import org.foedus.portal.Check;
import org.foedus.portal.MachineView;
import org.foedus.portal.OwnPage;
import org.foedus.portal.Paging;
import org.foedus.portal.Said;
import org.foedus.portal.SentView;
import org.foedus.portal.act.Acts;
import org.foedus.portal.act.Draft;
import org.foedus.portal.act.Holder;
import org.foedus.portal.state.Site;
import org.foedus.protocol.model.Architectures;
import org.jspecify.annotations.Nullable;

/// The pages that come from this machine's own files.
final class OwnViews {
    /// Lines of the log of transmissions that are looked at.
    private static final int MOST_LINES = 20_000;

    private final NodeHome home;
    private final HubTarget target;
    private final Mirror mirror;
    private final String version;
    private final InstantSource clock;
    private final Sight sight;
    private final SortedSet<String> architectures;

    OwnViews(NodeHome home, HubTarget target, Mirror mirror, String version, InstantSource clock) {
        this.home = home;
        this.target = target;
        this.mirror = mirror;
        this.version = version;
        this.clock = clock;
        this.sight = new Sight(home.folder(), Architectures::named, clock);
        this.architectures = EngineChoice.of(home.settings().engine()).architectures();
    }

    NodeHome home() {
        return home;
    }

    Mirror mirror() {
        return mirror;
    }

    /// Where the hub is.
    String hub() {
        return home.hub().addresses().getFirst();
    }

    List<Holder> holders() {
        return new Pocket(home).holders();
    }

    /// A page that only this machine has.
    ///
    /// @param touched when the hub was last heard of
    Optional<OwnPage> page(
            Asking asked, AllianceState state, Site site, Acts acts, @Nullable Instant touched) {
        return switch (asked.path()) {
            case "/inbox" -> Optional.of(inbox(state));
            case "/node" -> Optional.of(new OwnPage.Overview(overview(state, site, touched)));
            case "/node/data" -> Optional.of(data());
            case "/node/approvals" ->
                    Optional.of(
                            new OwnPage.Approvals(
                                    new PlanViews(site, acts, home).of(plans().of(state)),
                                    standing(),
                                    List.of(Keeping.give())));
            case "/node/jobs" ->
                    Optional.of(
                            new OwnPage.Jobs(
                                    new JobViews(home.settings().node(), site, log()).of(state)));
            case "/node/sent" -> Optional.of(sent(asked));
            case "/node/doctor" -> Optional.of(new OwnPage.Doctor(checks()));
            default -> Optional.empty();
        };
    }

    private Plans plans() {
        return new Plans(
                home, sight, architectures, clock.instant().atZone(ZoneId.systemDefault()));
    }

    /// Throws where a consent would be against what the data's owner wrote, or to work that this
    /// node can't do.
    void requirePermitted(Draft draft, AllianceState state) {
        if (draft.act() == Act.APPROVE_WORK || draft.act() == Act.APPROVE_SMALL) {
            plans().requirePermitted(state, new RunId(draft.subject()), false);
        }
    }

    /// What waits for the member now.
    List<Inbox.Item> waiting(AllianceState state) {
        return state.size() == 0
                ? List.of()
                : Inbox.of(state, home.settings().member(), clock.instant());
    }

    private OwnPage inbox(AllianceState state) {
        var now = clock.instant();
        return new OwnPage.Waiting(
                waiting(state).stream()
                        .map(i ->
                                new OwnPage.Item(
                                        i.kind(),
                                        i.subject(),
                                        title(state, i),
                                        i.number().orElse(null),
                                        i.since(),
                                        i.due().orElse(null),
                                        i.overdue(now)))
                        .toList());
    }

    private static String title(AllianceState state, Inbox.Item item) {
        return switch (item.kind()) {
            case SCREEN, VOTE_ON_APPLICANT -> title(state, Act.Where.MEMBER, item.subject());
            case VOTE_ON_PROPOSAL -> title(state, Act.Where.DECISION, item.subject());
            case SIGN_PARTNERSHIP, PARTNERSHIP_ENDS ->
                    title(state, Act.Where.PARTNERSHIP, item.subject());
            case ACKNOWLEDGE_MANDATE,
                    MANDATE_DUE,
                    TASK_DUE,
                    REPORT_MANDATE,
                    ANSWER_EXTENSION,
                    CHECK_REPORT ->
                    title(state, Act.Where.MANDATE, item.subject());
            case DECIDE_ON_RUN, CONFIRM_RECOVERY, KEY_ENDS -> item.subject();
        };
    }

    /// What an act is about: a list, or one thing by its name.
    static Said about(AllianceState state, Act act, String subject) {
        return act.where().list().orElseGet(() -> Said.plain(title(state, act.where(), subject)));
    }

    /// What a thing is called; its id where it is not known.
    private static String title(AllianceState state, Act.Where where, String subject) {
        try {
            return known(state, where, subject).orElse(subject);
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.BAD_NAME) {
                return subject;
            }
            throw e;
        }
    }

    private static Optional<String> known(AllianceState state, Act.Where where, String subject) {
        return switch (where) {
            case MEMBER ->
                    Optional.ofNullable(state.applications().get(new MemberId(subject)))
                            .map(a -> a.legalName());
            case DECISION ->
                    Optional.ofNullable(state.proposals().get(new ProposalId(subject)))
                            .map(p -> p.title());
            case MANDATE ->
                    Optional.ofNullable(state.mandates().get(new MandateId(subject)))
                            .map(m -> m.title());
            case PARTNERSHIP ->
                    Optional.ofNullable(state.partnerships().get(new PartnershipId(subject)))
                            .flatMap(p -> p.title());
            case COMMUNIQUE ->
                    Optional.ofNullable(state.communiques().get(new CommuniqueId(subject)))
                            .map(c -> c.title());
            case RUN, NEWS, DECISIONS, CHARTER, MANDATES, PARTNERSHIPS, APPROVALS ->
                    Optional.empty();
        };
    }

    private MachineView overview(AllianceState state, Site site, @Nullable Instant touched) {
        var settings = home.settings();
        var now = clock.instant();
        var keys = new ArrayList<MachineView.Key>();
        for (var holder : holders()) {
            keys.add(
                    new MachineView.Key(
                            label(holder),
                            holder.key().hex(),
                            state.party(holder.key(), now).isPresent()));
        }
        long asking = plans().unanswered(state);
        return new MachineView(
                settings.node().value(),
                site.ref(settings.member()),
                home.worker().isPresent(),
                hub(),
                state.allianceId().hex(),
                state.size(),
                touched,
                home.rules().rules().size(),
                standing(),
                keys,
                home.datasets().entries().size(),
                (int) asking,
                JobViews.runs(state, settings.node()).size(),
                log().size());
    }

    private List<MachineView.Standing> standing() {
        var now = clock.instant();
        return home.consents().consents().values().stream()
                .map(c ->
                        new MachineView.Standing(
                                c.name(), c.when().text(), c.until(), c.expired(now)))
                .toList();
    }

    private Said label(Holder holder) {
        var settings = home.settings();
        return holder.person()
                .<Said>map(p -> Said.of("key.person", "name", p))
                .orElseGet(() ->
                        holder.name().equals(Holder.NODE)
                                ? Said.of("key.node", "name", settings.node().value())
                                : Said.of("key.organisation", "name", settings.member().value()));
    }

    private OwnPage data() {
        var book = home.datasets();
        var all = new ArrayList<MachineView.Dataset>();
        book.entries()
                .forEach((name, spec) -> {
                    var permission = book.permission(name);
                    all.add(
                            new MachineView.Dataset(
                                    name,
                                    spec.format().name().toLowerCase(Locale.ROOT),
                                    spec.files().stream().map(this::file).toList(),
                                    permission.words(),
                                    permission.equals(DataPermission.ANY)));
                });
        return new OwnPage.Data(all);
    }

    private MachineView.File file(String path) {
        var file = home.folder().resolve(Path.of(path));
        try {
            return new MachineView.File(path, Files.size(file));
        } catch (IOException e) {
            return new MachineView.File(path, null);
        }
    }

    private List<Outgoing> log() {
        return new OutgoingLog(home.outgoingFile()).newest(MOST_LINES);
    }

    private OwnPage sent(Asking asked) {
        var all = log();
        var runs = new TreeSet<String>();
        all.forEach(line -> line.run().ifPresent(runs::add));
        var run = asked.query().getOrDefault("run", "");
        var shown =
                all.reversed().stream()
                        .filter(l -> run.isEmpty() || l.run().equals(Optional.of(run)))
                        .toList();
        var paging = Paging.of(number(asked.query().getOrDefault("page", "1")), shown.size());
        return new OwnPage.Sent(
                paging.of(shown).stream().map(OwnViews::line).toList(),
                paging,
                run,
                List.copyOf(runs));
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 1;
    }

    private static SentView line(Outgoing sent) {
        return new SentView(
                sent.at(),
                sent.what(),
                sent.run().orElse(""),
                sent.consent().orElse("") + sent.plan().map(p -> ", " + p.shortHex()).orElse(""),
                sent.bytesOut(),
                sent.bytesIn(),
                sent.outcome(),
                sent.index().orElse(null));
    }

    private List<Check> checks() {
        var found = new ArrayList<Check>();
        var checkup =
                new Checkup(
                        clock,
                        version,
                        f ->
                                found.add(
                                        new Check(
                                                f.verdict(),
                                                f.what(),
                                                f.code().map(Enum::name).orElse(null),
                                                (f.detail().strip() + " " + f.text()).strip())));
        checkup.java();
        checkup.disk(home.folder());
        checkup.node(home, () -> target);
        checkup.engines();
        found.sort(Comparator.comparing(Check::verdict).reversed());
        return found;
    }
}
