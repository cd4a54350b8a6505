package org.foedus.hub.http;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// How a hub stands on its machine, for `/metrics`.
///
/// @param epoch which lead of the ledger this is
/// @param certificateEnds of its TLS certificate
/// @param disks free bytes, by what lies there: `home`, `blobs`
public record Standing(
        Supplier<Number> epoch,
        Instant certificateEnds,
        SortedMap<String, Supplier<Number>> disks) {
    public Standing {
        disks = Collections.unmodifiableSortedMap(new TreeMap<>(disks));
    }
}
