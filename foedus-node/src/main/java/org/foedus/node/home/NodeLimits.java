package org.foedus.node.home;

import java.time.Duration;
import org.foedus.core.run.PlanLimits;
import org.jspecify.annotations.Nullable;

/// What the owner lets the node spend, whatever a plan says.
///
/// @param maxSteps optimizer steps of one work item
/// @param maxWork longest time on one work item
/// @param hours of the day in which it works, in the machine's time zone; null for all
public record NodeLimits(int maxSteps, Duration maxWork, @Nullable Hours hours) {
    public static final NodeLimits NONE =
            new NodeLimits(PlanLimits.MAX_STEPS, PlanLimits.MAX_TIME, null);
}
