package org.foedus.audit;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.run.RunId;

/// What a verification found.
///
/// @param digest root of the ledger's tree, recomputed; empty if there is no ledger in the folder
/// @param alliance name of the alliance; empty if the founding entry could not be read
/// @param entries lines of the ledger
/// @param entriesJudged how many of them were decoded and judged by the rules, from the first on
/// @param roundsPublished in the judged entries
/// @param reexecuted rounds whose fold gave the published digests again
/// @param notReexecuted the other published rounds, with why
/// @param missingBlobs named by the ledger and not in the folder, with what each is
/// @param witnesses members whose keys cosigned the checkpoint
/// @param anchors what the export was compared with, in words
/// @param problems empty if all is well
/// @param notProven what this verification does not show, one sentence each; never empty
public record Report(
        Optional<Sha256> digest,
        Optional<String> alliance,
        long entries,
        long entriesJudged,
        int roundsPublished,
        List<Round> reexecuted,
        List<Skipped> notReexecuted,
        SortedMap<Sha256, List<String>> missingBlobs,
        List<Witness> witnesses,
        List<String> anchors,
        List<Problem> problems,
        List<String> notProven) {
    public Report {
        reexecuted = List.copyOf(reexecuted);
        notReexecuted = List.copyOf(notReexecuted);
        missingBlobs = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(missingBlobs));
        witnesses = List.copyOf(witnesses);
        anchors = List.copyOf(anchors);
        problems = List.copyOf(problems);
        notProven = List.copyOf(notProven);
    }

    /// No problem was found. What is not proven is another matter.
    public boolean ok() {
        return problems.isEmpty();
    }

    /// A published round.
    ///
    /// @param model the digest that it published
    public record Round(RunId run, int number, Sha256 model) {}

    /// A published round that could not be executed again.
    public record Skipped(RunId run, int number, String why) {}

    /// A cosignature of the checkpoint.
    ///
    /// @param key the name that the key goes by: of the member, or of one of its nodes
    public record Witness(MemberId member, String key) {}
}
