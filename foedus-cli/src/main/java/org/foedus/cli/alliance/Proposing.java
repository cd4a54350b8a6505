package org.foedus.cli.alliance;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;

/// Putting questions to the vote.
public final class Proposing {
    private static final int MAX_STEM = 50;

    private Proposing() {}

    /// Proposes, and tells what became of it: with one voter, it may be decided at once.
    public static Proposal put(
            Access by, Optional<ProposalId> id, String title, String text, Matter matter) {
        var chosen = id.orElseGet(() -> freeId(by.state(), matter, title));
        by.submit(h -> new VotingClaim.Propose(h, chosen, title, text, matter), List.of());
        return InvariantViolation.present(
                by.state().proposals().get(chosen), "no proposal " + chosen);
    }

    /// A name that says what it is about: `suspend-india`, and `suspend-india-2` if that is taken.
    static ProposalId freeId(AllianceState state, Matter matter, String title) {
        var stem = stem(matter, title);
        var id = new ProposalId(stem);
        for (int again = 2; state.proposals().containsKey(id); again++) {
            id = new ProposalId(stem + "-" + again);
        }
        return id;
    }

    private static String stem(Matter matter, String title) {
        return switch (matter) {
            case Matter.Suspend m -> name("suspend-" + m.member());
            case Matter.Reinstate m -> name("reinstate-" + m.member());
            case Matter.Expel m -> name("expel-" + m.member());
            case Matter.Amend m -> "charter-" + (m.replaces() + 1);
            case Matter.Issue m -> name("mandate-" + m.instruction().id());
            case Matter.Release m -> name("release-" + m.run());
            case Matter.Federate m -> name("federate-" + m.alliance());
            case Matter.Recover m -> name("recover-" + m.member());
            case Matter.Resolve _ -> name("resolve-" + title);
        };
    }

    /// Letters without their accents, digits, and hyphens between words.
    private static String name(String text) {
        var plain =
                Normalizer.normalize(text, Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-");
        var cut = plain.substring(0, Math.min(MAX_STEM, plain.length()));
        return cut.replaceAll("^-+|-+$", "");
    }
}
