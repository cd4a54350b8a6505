package org.foedus.core.mandate;

/// What the clock says about an open mandate; computed, never set.
public enum Mark {
    OVERDUE,
    DUE_SOON,
    /// No report within the cadence.
    SILENT,
    /// The lead has not said that it knows of it.
    UNACKNOWLEDGED
}
