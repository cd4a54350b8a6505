package org.foedus.portal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One transmission of this node.
///
/// @param consent under which it left, empty where none is needed
/// @param index of its entry, null if it has none
public record SentView(
        Instant at,
        String what,
        String run,
        String consent,
        long bytesOut,
        long bytesIn,
        String outcome,
        @Nullable Long index) {}
