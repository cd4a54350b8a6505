package org.foedus.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.foedus.core.digest.Sha256;

/// What a verification does not show, in sentences.
final class Caveats {
    private Caveats() {}

    static List<String> of(
            Anchors anchors,
            LedgerCheck ledger,
            RoundCheck rounds,
            long entries,
            SortedMap<Sha256, List<String>> missing) {
        var said = new ArrayList<String>();
        said.add(
                "Not proven: that a member trained honestly or on the data it says, or that a"
                        + " metric is true. The proof covers the arithmetic and the order of"
                        + " events.");
        said.add(
                "Not proven: that the hub's clock was right, or which other nodes were reachable"
                        + " when a cohort was chosen.");
        if (anchors.hubKey().isEmpty()) {
            said.add(
                    "Not proven: whose ledger this is. No hub key was named (--hub-key), so only"
                            + " self-consistency is shown; a folder made up as a whole would"
                            + " pass.");
        }
        if (anchors.checkpoint().isEmpty()) {
            said.add(
                    "Not proven: that this is the history that the members saw, and all of it. No"
                            + " witness's checkpoint was given (--checkpoint).");
        }
        if (!rounds.skipped().isEmpty()) {
            said.add(
                    "Not proven: that the models of "
                            + rounds.skipped().size()
                            + " published rounds are what their updates make; they could not be"
                            + " executed again.");
        }
        if (!missing.isEmpty()) {
            said.add(
                    "Not checked: "
                            + missing.size()
                            + " blobs that the ledger names and that are not in the export.");
        }
        if (ledger.refusals() > 0) {
            said.add(
                    "Not proven: that the "
                            + ledger.refusals()
                            + " refused updates deserved it; the ledger does not hold what was"
                            + " refused.");
        }
        if (ledger.abandoned() > 0) {
            said.add(
                    "Not proven: why "
                            + ledger.abandoned()
                            + " closed rounds were not published; the hub's word for it is in the"
                            + " ledger.");
        }
        if (ledger.held() > 0) {
            said.add(
                    "Not proven: when "
                            + ledger.held()
                            + " claims were taken. Their entries bear the time of the entry before"
                            + " them, up to "
                            + ledger.mostHeld().toMinutes()
                            + " minutes after they were signed: the hub's clock had been ahead.");
        }
        if (ledger.lateDecisions() > 0) {
            said.add(
                    "Not proven: why "
                            + ledger.lateDecisions()
                            + " votes were decided up to "
                            + ledger.latest().toMinutes()
                            + " minutes after they had closed; no vote was counted meanwhile.");
        }
        if (ledger.undecided()) {
            said.add(
                    "Not proven: why the hub has not written a decision that the votes and the"
                            + " clock had made due by its newest entry.");
        }
        if (ledger.judged() < entries) {
            said.add(
                    "Not checked: the rules from entry "
                            + ledger.judged()
                            + " on, since that entry is damaged or cannot be applied.");
        }
        return said;
    }
}
