package org.foedus.node.outgoing;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.digest.Sha256;

/// One transmission.
///
/// @param what a claim's type such as `work-done/1`, `update` for an update's bytes, `model` for a
///   model fetched
/// @param blob digest of the bytes, if they are a blob
/// @param to the hub's address
/// @param bytesOut payload bytes that left, at most
/// @param bytesIn payload bytes that came
/// @param consent under which: `rule <name>`, `standing <name>` or `owner`; empty where none is
///   needed
/// @param plan digest of the plan to which it was given
/// @param outcome `accepted`, `repeated`, `discarded`, `moved`, or the code of a failure
/// @param index of the claim's entry in the ledger
public record Outgoing(
        Instant at,
        String what,
        Optional<String> blob,
        String to,
        long bytesOut,
        long bytesIn,
        Optional<String> run,
        Optional<String> consent,
        Optional<Sha256> plan,
        String outcome,
        Optional<Long> index) {}
