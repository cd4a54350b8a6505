package org.foedus.core.mandate;

import java.util.List;
import java.util.Optional;

/// The states of a published mandate, and every way between them. *Overdue*, *due soon* and
/// *silent* are no states: [Mandate#marks] computes them.
public enum MandateStatus {
    IN_FORCE,
    ACKNOWLEDGED,
    IN_PROGRESS,
    REPORTED,
    RETURNED,
    FULFILLED,
    PARTLY_FULFILLED,
    NOT_FULFILLED,
    CANCELLED,
    SUPERSEDED;

    /// What moves a mandate.
    public enum Event {
        ACKNOWLEDGE,
        /// A report of progress or of a task, or a run under the mandate.
        PROGRESS,
        /// The lead reports that it is done.
        REPORT_DONE,
        RETURN,
        VERIFY,
        VERIFY_PARTLY,
        VERIFY_NOT,
        CANCEL,
        SUPERSEDE
    }

    /// One way from a state to another.
    public record Step(MandateStatus from, Event on, MandateStatus to, String who) {}

    private static final String LEAD = "the lead";
    private static final String CHECKER = "a voting member, not the lead nor who reported";
    private static final String ISSUER = "the issuer";

    /// Every way, in order. What is not here is refused.
    public static final List<Step> STEPS =
            List.of(
                    new Step(IN_FORCE, Event.ACKNOWLEDGE, ACKNOWLEDGED, LEAD),
                    new Step(IN_FORCE, Event.PROGRESS, IN_PROGRESS, "lead, executor or a run"),
                    new Step(ACKNOWLEDGED, Event.PROGRESS, IN_PROGRESS, "lead, executor or a run"),
                    new Step(IN_PROGRESS, Event.PROGRESS, IN_PROGRESS, "lead, executor or a run"),
                    new Step(RETURNED, Event.PROGRESS, IN_PROGRESS, "lead, executor or a run"),
                    new Step(REPORTED, Event.PROGRESS, REPORTED, "executor or a run"),
                    new Step(IN_FORCE, Event.REPORT_DONE, REPORTED, LEAD),
                    new Step(ACKNOWLEDGED, Event.REPORT_DONE, REPORTED, LEAD),
                    new Step(IN_PROGRESS, Event.REPORT_DONE, REPORTED, LEAD),
                    new Step(RETURNED, Event.REPORT_DONE, REPORTED, LEAD),
                    new Step(REPORTED, Event.RETURN, RETURNED, CHECKER),
                    new Step(REPORTED, Event.VERIFY, FULFILLED, CHECKER),
                    new Step(REPORTED, Event.VERIFY_PARTLY, PARTLY_FULFILLED, CHECKER),
                    new Step(REPORTED, Event.VERIFY_NOT, NOT_FULFILLED, CHECKER),
                    new Step(IN_FORCE, Event.CANCEL, CANCELLED, ISSUER),
                    new Step(ACKNOWLEDGED, Event.CANCEL, CANCELLED, ISSUER),
                    new Step(IN_PROGRESS, Event.CANCEL, CANCELLED, ISSUER),
                    new Step(REPORTED, Event.CANCEL, CANCELLED, ISSUER),
                    new Step(RETURNED, Event.CANCEL, CANCELLED, ISSUER),
                    new Step(IN_FORCE, Event.SUPERSEDE, SUPERSEDED, ISSUER),
                    new Step(ACKNOWLEDGED, Event.SUPERSEDE, SUPERSEDED, ISSUER),
                    new Step(IN_PROGRESS, Event.SUPERSEDE, SUPERSEDED, ISSUER),
                    new Step(REPORTED, Event.SUPERSEDE, SUPERSEDED, ISSUER),
                    new Step(RETURNED, Event.SUPERSEDE, SUPERSEDED, ISSUER));

    /// Where `event` leads from here; empty if it may not happen here.
    public Optional<MandateStatus> on(Event event) {
        return STEPS.stream()
                .filter(s -> s.from() == this && s.on() == event)
                .map(Step::to)
                .findFirst();
    }

    /// Whether something is still to be done.
    public boolean open() {
        return switch (this) {
            case IN_FORCE, ACKNOWLEDGED, IN_PROGRESS, REPORTED, RETURNED -> true;
            case FULFILLED, PARTLY_FULFILLED, NOT_FULFILLED, CANCELLED, SUPERSEDED -> false;
        };
    }

    /// Whether it was fulfilled, at least in part.
    public boolean fulfilled() {
        return this == FULFILLED || this == PARTLY_FULFILLED;
    }
}
