package org.foedus.core.policy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.name.Names;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.run.PlanLimits;

/// What conditions may look at. The names are a promise: policies hold them.
public enum Attribute {
    PURPOSE(Kind.TEXT, "the purpose"),
    MANDATE(Kind.TEXT, "the mandate"),
    LEAD(Kind.TEXT, "the mandate's lead"),
    STARTED_BY(Kind.TEXT, "who started the run"),
    AUDITORS(Kind.TEXTS, "the list of auditors"),
    PARTNERS(Kind.TEXTS, "the list of lead, starter and auditors"),
    PARTNERSHIP(Kind.TEXT, "the partnership"),
    PARTNERSHIP_MEMBERS(Kind.TEXTS, "the list of the partnership's members"),
    DATASET(Kind.TEXT, "the dataset"),
    ARCHITECTURE(Kind.TEXT, "the architecture"),
    EVALUATOR(Kind.TEXT, "the evaluating node"),
    ROUNDS(Kind.NUMBER, "the number of rounds"),
    STEPS(Kind.NUMBER, "the number of steps in a round"),
    BATCH_SIZE(Kind.NUMBER, "the batch size"),
    RUN_STEPS(Kind.NUMBER, "the number of steps in the run"),
    RUN_EXAMPLES(Kind.NUMBER, "the number of examples in the run"),
    WORK_LIMIT(Kind.SPAN, "the time for one work item"),
    ROUND_DEADLINE(Kind.SPAN, "the time for one round"),
    COHORT_MIN(Kind.NUMBER, "the smallest cohort"),
    COHORT_MAX(Kind.NUMBER, "the largest cohort"),
    MAX_EXAMPLES(Kind.NUMBER, "the largest number of examples that counts"),
    WEIGHTING(Kind.TEXT, "the weighting"),
    AGGREGATION(Kind.TEXT, "the aggregation rule"),
    HOUR(Kind.NUMBER, "the hour"),
    MINUTE(Kind.NUMBER, "the minute"),
    WEEKDAY(Kind.TEXT, "the weekday"),
    NOW(Kind.TIME, "the time");

    /// Types of values.
    public enum Kind {
        /// A `String`.
        TEXT,
        /// A `List` of `String`.
        TEXTS,
        /// A `Long`.
        NUMBER,
        /// A [Duration].
        SPAN,
        /// A [java.time.Instant].
        TIME
    }

    private final Kind kind;
    private final String words;

    Attribute(Kind kind, String words) {
        this.kind = kind;
        this.words = words;
    }

    /// As it stands in policies.
    public String label() {
        return label(this);
    }

    public Kind kind() {
        return kind;
    }

    /// In plain words, as the subject of a sentence.
    public String words() {
        return words;
    }

    /// Most characters of a text, most elements of a list; 1 for all else.
    public int most() {
        return switch (this) {
            case PURPOSE -> PlanLimits.MAX_PURPOSE;
            case AUDITORS -> PlanLimits.MAX_AUDITORS;
            case PARTNERS -> PlanLimits.MAX_AUDITORS + 2;
            case PARTNERSHIP_MEMBERS -> Partnership.MAX_MEMBERS;
            default -> kind == Kind.TEXT ? Names.MAX_LENGTH : 1;
        };
    }

    /// Its value, of the type that [#kind] names.
    public Object value(Request request) {
        var plan = request.plan();
        return switch (this) {
            case PURPOSE -> plan.purpose();
            case MANDATE -> plan.mandate().value();
            case LEAD -> request.lead().value();
            case STARTED_BY -> request.startedBy().value();
            case AUDITORS -> auditors(request);
            case PARTNERS -> partners(request);
            case PARTNERSHIP -> request.partnership();
            case PARTNERSHIP_MEMBERS -> request.partners().stream().map(MemberId::value).toList();
            case DATASET -> plan.dataset();
            case ARCHITECTURE -> plan.model().architecture();
            case EVALUATOR -> plan.evaluation().node().value();
            case ROUNDS -> (long) plan.rounds();
            case STEPS -> (long) plan.training().steps();
            case BATCH_SIZE -> (long) plan.training().batchSize();
            case RUN_STEPS -> request.runSteps();
            case RUN_EXAMPLES -> request.runSteps() * plan.training().batchSize();
            case WORK_LIMIT -> plan.limits().work();
            case ROUND_DEADLINE -> plan.round().deadline();
            case COHORT_MIN -> (long) plan.cohort().min();
            case COHORT_MAX -> (long) plan.cohort().max();
            case MAX_EXAMPLES -> plan.aggregation().maxExamples();
            case WEIGHTING -> label(plan.aggregation().weighting());
            case AGGREGATION -> label(plan.aggregation().rule());
            case HOUR -> (long) request.now().getHour();
            case MINUTE -> (long) request.now().getMinute();
            case WEEKDAY -> label(request.now().getDayOfWeek());
            case NOW -> request.now().toInstant();
        };
    }

    /// Its value for people.
    public String shown(Request request) {
        var it = value(request);
        return it instanceof Duration d ? d.toSeconds() + "s" : String.valueOf(it);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> auditors(Request request) {
        return request.plan().auditors().stream().map(MemberId::value).toList();
    }

    private static List<String> partners(Request request) {
        var all = new TreeSet<>(auditors(request));
        all.add(request.lead().value());
        all.add(request.startedBy().value());
        return List.copyOf(all);
    }
}
