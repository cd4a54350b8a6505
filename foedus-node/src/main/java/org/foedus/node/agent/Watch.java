package org.foedus.node.agent;

import org.foedus.link.mirror.Alarm;
import org.foedus.link.mirror.Mirror;

/// Looks whether the hub was caught at something that the owner has not acknowledged, and tells it:
/// each finding once. Thread-safe.
final class Watch {
    private final Mirror mirror;
    private final Journal journal;
    private volatile boolean alarmed;

    Watch(Mirror mirror, Journal journal) {
        this.mirror = mirror;
        this.journal = journal;
    }

    /// Whether one stands, by the disk.
    boolean stands() {
        var standing = mirror.standing();
        standing.forEach(this::tell);
        boolean ends = alarmed && standing.isEmpty();
        alarmed = !standing.isEmpty();
        if (ends) {
            journal.info("alarms-acknowledged");
        }
        return alarmed;
    }

    /// Whether one stood when that was last looked at.
    boolean alarmed() {
        return alarmed;
    }

    private void tell(Alarm alarm) {
        journal.alarm(
                "hub-broke-rules",
                "kind",
                alarm.kind().name(),
                "entry",
                Long.toString(alarm.entry()),
                "entry_type",
                alarm.type(),
                "reason",
                alarm.why(),
                "evidence",
                alarm.evidence(),
                "next",
                "nothing is signed or trained until you acknowledge it: foedus alarms");
    }
}
