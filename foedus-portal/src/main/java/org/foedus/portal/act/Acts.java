package org.foedus.portal.act;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Rules;
import org.foedus.core.alliance.Screening;
import org.foedus.core.alliance.Texts;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.communique.Communique;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Extension;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.Report;
import org.foedus.core.run.ConsentState;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.vote.Matter;
import org.foedus.portal.Act;
import org.foedus.portal.Ask;
import org.foedus.portal.Granted;
import org.foedus.portal.Offer;
import org.foedus.portal.Openness;
import org.foedus.portal.Said;
import org.foedus.portal.state.Place;
import org.foedus.protocol.message.Language;

/// What the keys of a member's machine may sign at one state: each form is tried on the rules,
/// unsigned, with every answer that it could have.
public final class Acts {
    private static final Sha256 NOTHING = Sha256.of(new byte[0]);
    private static final int FAR_DAYS = 36_500;
    private static final String SAMPLE = "…";
    private static final Said NONE = Said.plain("");
    private static final String SAMPLE_KEY = "a".repeat(2 * Sha256.BYTES);
    private static final Set<Act> BY_NODE =
            EnumSet.of(Act.APPROVE_WORK, Act.APPROVE_SMALL, Act.REFUSE_WORK, Act.WITHDRAW_CONSENT);

    private final AllianceState state;
    private final Texts texts;
    private final MemberId member;
    private final NodeId node;
    private final List<Holder> holders;
    private final Instant now;

    /// @param node of this machine
    public Acts(
            AllianceState state,
            Texts texts,
            MemberId member,
            NodeId node,
            List<Holder> holders,
            Instant now) {
        this.state = state;
        this.texts = texts;
        this.member = member;
        this.node = node;
        this.holders = List.copyOf(holders);
        this.now = now;
    }

    /// What may be done on a page.
    public List<Offer> on(Place place, String id) {
        if (state.size() == 0) {
            return List.of();
        }
        return acts(place).stream().flatMap(act -> offer(act, id).stream()).toList();
    }

    /// The page of the alliance that acts belong to.
    private static Optional<Place> place(Act.Where where) {
        return Optional.ofNullable(
                switch (where) {
                    case MEMBER -> Place.MEMBER;
                    case DECISION -> Place.DECISION;
                    case MANDATE -> Place.MANDATE;
                    case PARTNERSHIP -> Place.PARTNERSHIP;
                    case RUN -> Place.RUN;
                    case COMMUNIQUE -> Place.COMMUNIQUE;
                    case NEWS -> Place.NEWS;
                    case DECISIONS -> Place.DECISIONS;
                    case CHARTER -> Place.CHARTER;
                    case MANDATES -> Place.MANDATES;
                    case PARTNERSHIPS -> Place.PARTNERSHIPS;
                    case APPROVALS -> null;
                });
    }

    private static Set<Act> acts(Place place) {
        var here = EnumSet.noneOf(Act.class);
        for (var act : Act.values()) {
            if (place(act.where()).equals(Optional.of(place))) {
                here.add(act);
            }
        }
        return here;
    }

    /// The form of an act; empty where no key here may do it.
    public Optional<Offer> offer(Act act, String subject) {
        try {
            return act.kept() || moot(act, subject) ? Optional.empty() : tried(act, subject);
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.BAD_NAME || e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// What the rules would let a node say once more, but nobody would mean.
    private boolean moot(Act act, String subject) {
        return act == Act.REFUSE_WORK && consent(subject).map(c -> c.granted()).orElse(false)
                || act == Act.APPROVE_SMALL && !small(subject)
                || Questions.open(state, act, subject);
    }

    private boolean small(String run) {
        return Optional.ofNullable(state.runs().get(new RunId(run)))
                .filter(r -> r.plan().cohort().small())
                .isPresent();
    }

    private Optional<ConsentState> consent(String run) {
        return Optional.ofNullable(state.runs().get(new RunId(run)))
                .map(Run::consents)
                .map(c -> c.get(node));
    }

    private Optional<Offer> tried(Act act, String subject) {
        var candidates = candidates(act, subject);
        var given = new Given(state, member).of(act, subject);
        if (act.asks().stream().anyMatch(a -> begun(a) && !given.containsKey(a))) {
            return Optional.empty();
        }
        var kept = new EnumMap<Ask, Set<Offer.Choice>>(Ask.class);
        var signers = new LinkedHashSet<Offer.Choice>();
        for (var answers : combinations(candidates)) {
            var draft = new Draft(act, subject, sample(act, given, answers));
            for (var holder : holders) {
                if (foresee(draft, holder) instanceof Verdict.Accepted) {
                    answers.forEach((ask, choice) ->
                            kept.computeIfAbsent(ask, _ -> new LinkedHashSet<>()).add(choice));
                    signers.add(new Offer.Choice(holder.name(), label(holder)));
                }
            }
        }
        if (signers.isEmpty()) {
            return Optional.empty();
        }
        var choices = new EnumMap<Ask, List<Offer.Choice>>(Ask.class);
        // in the order in which they were asked for, not in which they were found
        candidates.forEach((ask, all) ->
                choices.put(
                        ask,
                        all.stream()
                                .filter(c -> kept.getOrDefault(ask, Set.of()).contains(c))
                                .toList()));
        choices.put(Ask.KEY, List.copyOf(signers));
        return Optional.of(new Offer(act, subject, choices, given));
    }

    /// Whether nobody writes such an answer from nothing.
    private static boolean begun(Ask ask) {
        return ask.kind() == Ask.Kind.DOCUMENT;
    }

    /// Why no key here may do it: what the rules say to the one that comes nearest.
    public FoedusException why(Act act, String subject) {
        var nothing =
                new FoedusException(ErrorCode.NOT_ALLOWED, "no key on this machine may do it");
        try {
            var given = new Given(state, member).of(act, subject);
            for (var answers : combinations(candidates(act, subject))) {
                var draft = new Draft(act, subject, sample(act, given, answers));
                for (var holder : holders) {
                    boolean node = holder.name().equals(Holder.NODE);
                    if (node == BY_NODE.contains(act)
                            && foresee(draft, holder) instanceof Verdict.Rejected r) {
                        return r.failure();
                    }
                }
            }
            return nothing;
        } catch (FoedusException e) {
            return e;
        }
    }

    /// What the rules say of a draft if this key signed it now.
    public Verdict foresee(Draft draft, Holder holder) {
        var last = state.lastClaims().get(holder.key());
        var header =
                new Claim.Header(state.allianceId(), last == null ? 1 : last.sequence() + 1, now);
        return Rules.foresee(state, holder.key(), draft.claim(header, state, NOTHING), now);
    }

    private Said label(Holder holder) {
        return holder.person()
                .<Said>map(p -> Said.of("key.person", "name", p))
                .orElseGet(() ->
                        holder.name().equals(Holder.NODE)
                                ? Said.of("key.node", "name", node.value())
                                : Said.of("key.organisation", "name", member.value()));
    }

    private SortedMap<Ask, String> sample(
            Act act, Map<Ask, Said> given, Map<Ask, Offer.Choice> chosen) {
        var answers = new TreeMap<Ask, String>();
        chosen.forEach((ask, choice) -> answers.put(ask, choice.value()));
        var far = now.plus(FAR_DAYS, ChronoUnit.DAYS).atOffset(ZoneOffset.UTC).toLocalDate();
        for (var ask : act.asks()) {
            switch (ask.kind()) {
                case LINE, LONG, CODE -> answers.put(ask, SAMPLE);
                case DAY -> answers.put(ask, far.toString());
                case HEX -> answers.put(ask, SAMPLE_KEY);
                case DOCUMENT ->
                        answers.put(
                                ask,
                                ask == Ask.CHARTER
                                        ? Given.another(state.rules())
                                        : given.getOrDefault(ask, NONE).english());
                case CHOICE, RADIO, CHECK, OPTIONAL_LINE, DIGESTS -> {
                    // chosen, or left out
                }
            }
        }
        return answers;
    }

    /// Every answer that the questions with choices could have.
    private SortedMap<Ask, List<Offer.Choice>> candidates(Act act, String subject) {
        var all = new TreeMap<Ask, List<Offer.Choice>>();
        for (var ask : act.asks()) {
            if (ask.chosen()) {
                all.put(ask, choices(ask, subject));
            }
        }
        return all;
    }

    private List<Offer.Choice> choices(Ask ask, String subject) {
        return switch (ask) {
            case VOTE -> words(org.foedus.core.alliance.Choice.values());
            case PROGRESS -> words(Report.Progress.values());
            case FINDING -> words(Report.Finding.values());
            case RESULT -> words(Screening.Result.values());
            case ANSWER -> words(Granted.values());
            case TASK -> mandate(subject).map(this::tasks).orElseGet(List::of);
            case REPORT -> mandate(subject).map(Acts::reports).orElseGet(List::of);
            case EXTENSION -> mandate(subject).map(Acts::extensions).orElseGet(List::of);
            case LANGUAGE -> words(Language.values());
            case VOICE -> words(Communique.Voice.values());
            case AUDIENCE -> words(Communique.Audience.values());
            case RELEASE_TO -> words(Matter.Audience.values());
            case READERS -> words(Openness.values());
            case REVEALS_UPDATES -> words(RunPlan.Acceptance.values());
            case KEY,
                    COMMENT,
                    TEXT,
                    EVIDENCE,
                    UNTIL,
                    METHOD,
                    REASON,
                    NOTE,
                    TITLE,
                    BODY,
                    WHY,
                    RESOLUTION,
                    ALLIANCE,
                    NEW_KEY,
                    CHARTER,
                    MANDATE,
                    PARTNERSHIP,
                    NAME,
                    CONDITION ->
                    List.of();
        };
    }

    private static List<Map<Ask, Offer.Choice>> combinations(
            SortedMap<Ask, List<Offer.Choice>> candidates) {
        List<Map<Ask, Offer.Choice>> all = List.of(new EnumMap<>(Ask.class));
        for (var candidate : candidates.entrySet()) {
            var longer = new ArrayList<Map<Ask, Offer.Choice>>();
            for (var shorter : all) {
                for (var choice : candidate.getValue()) {
                    var more = new EnumMap<Ask, Offer.Choice>(Ask.class);
                    more.putAll(shorter);
                    more.put(candidate.getKey(), choice);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all;
    }

    private Optional<Mandate> mandate(String subject) {
        return Optional.ofNullable(state.mandates().get(new MandateId(subject)));
    }

    private List<Offer.Choice> tasks(Mandate mandate) {
        var all = new ArrayList<Offer.Choice>();
        all.add(new Offer.Choice("0", Said.of("choice.whole")));
        if (mandate.tasks() == 0) {
            return all;
        }
        var tasks = texts.instruction(mandate).tasks();
        for (int task = 1; task <= tasks.size(); task++) {
            var title = tasks.get(task - 1).title();
            all.add(
                    new Offer.Choice(
                            String.valueOf(task),
                            Said.of("choice.task", "n", task, "title", title)));
        }
        return all;
    }

    private static List<Offer.Choice> reports(Mandate mandate) {
        return mandate.reports().stream()
                .filter(r -> r.progress() == Report.Progress.DONE && r.check().isEmpty())
                .map(Acts::choice)
                .toList();
    }

    private static Offer.Choice choice(Report report) {
        var what =
                report.task().isPresent()
                        ? Said.of(
                                "choice.report.task",
                                "n",
                                report.number(),
                                "by",
                                report.by().value(),
                                "task",
                                report.task().get())
                        : Said.of("choice.report", "n", report.number(), "by", report.by().value());
        return new Offer.Choice(String.valueOf(report.number()), what);
    }

    private static List<Offer.Choice> extensions(Mandate mandate) {
        return mandate.extensions().stream()
                .filter(e -> e.answer().isEmpty())
                .map(Acts::choice)
                .toList();
    }

    private static Offer.Choice choice(Extension extension) {
        return new Offer.Choice(
                String.valueOf(extension.number()),
                Said.of(
                        "choice.extension",
                        "n",
                        extension.number(),
                        "by",
                        extension.by().value(),
                        "until",
                        extension.until()));
    }

    private static List<Offer.Choice> words(Enum<?>[] values) {
        var all = new ArrayList<Offer.Choice>();
        for (var value : values) {
            all.add(new Offer.Choice(value.name().toLowerCase(Locale.ROOT), Said.word(value)));
        }
        return all;
    }
}
