package org.foedus.core.alliance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.pcollections.TreePMap;

/// The parts of the next state, in the making.
final class Draft {
    final AllianceState before;
    Optional<Sha256> id;
    Optional<Charter> charter;
    List<String> addresses;
    TreePMap<PublicKey, Party> parties;
    TreePMap<PublicKey, AllianceState.LastClaim> lastClaims;
    TreePMap<MemberId, Member> members;
    TreePMap<Sha256, Invitation> invitations;
    TreePMap<MemberId, Application> applications;
    TreePMap<MandateId, Mandate> mandates;
    TreePMap<RunId, Run> runs;
    TreePMap<Sha256, Blob> blobs;
    TreePMap<Sha256, Long> dropped;
    Optional<Recovery> recovery;
    int charterVersion;
    TreePMap<ProposalId, Proposal> proposals;
    TreePMap<PartnershipId, Partnership> partnerships;
    TreePMap<ProgrammeId, Programme> programmes;
    TreePMap<RunId, Matter.Audience> released;
    TreePMap<CommuniqueId, Communique> communiques;

    Draft(AllianceState before) {
        this.before = before;
        this.id = before.id();
        this.charter = before.charter();
        this.addresses = before.addresses();
        this.parties = before.parties();
        this.lastClaims = before.lastClaims();
        this.members = before.members();
        this.invitations = before.invitations();
        this.applications = before.applications();
        this.mandates = before.mandates();
        this.runs = before.runs();
        this.blobs = before.blobs();
        this.dropped = before.dropped();
        this.recovery = before.recovery();
        this.charterVersion = before.charterVersion();
        this.proposals = before.proposals();
        this.partnerships = before.partnerships();
        this.programmes = before.programmes();
        this.released = before.released();
        this.communiques = before.communiques();
    }

    AllianceState state(Instant at) {
        return new AllianceState(
                before.size() + 1,
                at,
                id,
                charter,
                addresses,
                parties,
                lastClaims,
                members,
                invitations,
                applications,
                mandates,
                runs,
                blobs,
                dropped,
                recovery,
                charterVersion,
                proposals,
                partnerships,
                programmes,
                released,
                communiques);
    }

    /// A blob has come to be, for the first time or again.
    void produced(Sha256 digest, Blob.Origin origin) {
        var known = blobs.get(digest);
        blobs = blobs.plus(digest, known == null ? new Blob(origin) : known.plus(origin));
        dropped = dropped.minus(digest);
    }

    Proposal proposal(ProposalId id) {
        return InvariantViolation.present(proposals.get(id), "no proposal " + id);
    }

    Partnership partnership(PartnershipId id) {
        return InvariantViolation.present(partnerships.get(id), "no partnership " + id);
    }

    static Poll open(Application application) {
        return application
                .poll()
                .orElseThrow(() -> new InvariantViolation("no vote on " + application.member()));
    }

    void replace(Member member) {
        members = members.plus(member.id(), member);
    }

    void replace(Application application) {
        applications = applications.plus(application.member(), application);
    }

    void replace(Proposal proposal) {
        proposals = proposals.plus(proposal.id(), proposal);
    }

    void replace(Partnership partnership) {
        partnerships = partnerships.plus(partnership.id(), partnership);
    }

    void replace(Programme programme) {
        programmes = programmes.plus(programme.id(), programme);
    }

    void replace(Communique communique) {
        communiques = communiques.plus(communique.id(), communique);
    }

    void replace(Mandate mandate) {
        mandates = mandates.plus(mandate.id(), mandate);
    }

    void replace(Run run) {
        runs = runs.plus(run.id(), run);
    }

    Run run(RunId run) {
        return InvariantViolation.present(runs.get(run), "no run " + run);
    }

    Application application(MemberId member) {
        return InvariantViolation.present(applications.get(member), "no application of " + member);
    }

    Member member(MemberId member) {
        return InvariantViolation.present(members.get(member), "no member " + member);
    }

    MemberId signer(Entry.Claimed e) {
        return signer(e.envelope());
    }

    MemberId signer(Envelope envelope) {
        return switch (parties.get(envelope.key())) {
            case Party.Organisation o -> o.member();
            case Party.Agent a -> a.member();
            case Party.Person p -> p.member();
            case Party.Operator _ -> throw new InvariantViolation("the operator is no member");
            case null -> throw new InvariantViolation("a claim of an unknown key");
        };
    }

    NodeId node(Envelope envelope) {
        if (parties.get(envelope.key()) instanceof Party.Agent agent) {
            return agent.node();
        }
        throw new InvariantViolation("a node's claim by another key");
    }
}
