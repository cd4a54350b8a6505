package org.foedus.core.alliance;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.Report;
import org.foedus.core.name.Names;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.Programme;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;

/// The long texts of an alliance, read where they lie. [AllianceState] keeps of each only the index
/// of its entry: however much is said, the state stays small, and the ledger is on disk.
@FunctionalInterface
public interface Texts {
    /// The entry of an index that the state names.
    Entry entry(long index);

    /// What a communiqué says, by language, the authentic text among them.
    default SortedMap<String, Communique.Text> of(Communique communique) {
        var said =
                claim(communique.entry(), CommuniqueClaim.PublishCommunique.class, communique.id());
        return Communique.clean(said.texts());
    }

    /// What it says in a language, or else the authentic text.
    default Communique.Text of(Communique communique, String language) {
        var texts = of(communique);
        return InvariantViolation.present(
                texts.getOrDefault(language, texts.get(communique.language())),
                communique.id() + ": no authentic text");
    }

    /// What a proposal says.
    default String text(Proposal proposal) {
        return Names.text("text", put(proposal).text(), Proposal.MAX_TEXT);
    }

    /// What it would do, or did, in full.
    default Matter matter(Proposal proposal) {
        return put(proposal).matter();
    }

    private VotingClaim.Propose put(Proposal proposal) {
        return claim(proposal.entry(), VotingClaim.Propose.class, proposal.id());
    }

    /// What a mandate says: as it was published, or as the proposal has it that decided it.
    default Instruction instruction(Mandate mandate) {
        return switch (said(mandate.entry(), mandate.id())) {
            case Claim.PublishMandate c -> c.instruction();
            case VotingClaim.Propose c when c.matter() instanceof Matter.Issue issue ->
                    issue.instruction();
            default -> throw elsewhere(mandate.id(), mandate.entry());
        };
    }

    /// What a report says.
    default String text(Report report) {
        return Names.text("report", reported(report).text(), Report.MAX_TEXT);
    }

    /// Digests of what shows it: models, documents.
    default List<Sha256> evidence(Report report) {
        return reported(report).evidence();
    }

    private MandateClaim.Report reported(Report report) {
        return claim(report.entry(), MandateClaim.Report.class, "report " + report.number());
    }

    /// What partners agreed on; none if only they may know.
    default Optional<Partnership.Terms> terms(Partnership partnership) {
        return claim(partnership.entry(), PartnershipClaim.OfferPartnership.class, partnership.id())
                .terms();
    }

    /// To what end there is a programme.
    default String goal(Programme programme) {
        var founded =
                claim(programme.entry(), PartnershipClaim.FoundProgramme.class, programme.id());
        return Names.text("goal", founded.goal(), Programme.MAX_GOAL);
    }

    /// What an applicant declared to the members.
    default Optional<String> declaration(Application application) {
        return claim(application.entry(), Claim.Apply.class, application.member()).declaration();
    }

    private <C extends Claim> C claim(long index, Class<C> kind, Object of) {
        var said = said(index, of);
        if (!kind.isInstance(said)) {
            throw elsewhere(of, index);
        }
        return kind.cast(said);
    }

    private Claim said(long index, Object of) {
        if (entry(index) instanceof Entry.Claimed claimed) {
            return claimed.claim();
        }
        throw elsewhere(of, index);
    }

    private static InvariantViolation elsewhere(Object of, long index) {
        return new InvariantViolation("the text of " + of + " is not in entry " + index);
    }
}
