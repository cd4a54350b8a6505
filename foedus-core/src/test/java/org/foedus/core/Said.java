package org.foedus.core;

import static org.foedus.core.Story.digest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.KeyProof;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Right;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;

/// The claims of governance, in few words.
public final class Said {
    public static final PartnershipId PAIR = new PartnershipId("pair");
    public static final ProgrammeId WORK = new ProgrammeId("work");
    public static final ProposalId ASKED = new ProposalId("asked");

    private Said() {}

    public static Claim propose(Claim.Header h, ProposalId id, Matter matter) {
        return new VotingClaim.Propose(h, id, "A question", "Shall we?", matter);
    }

    public static Claim propose(Claim.Header h, Matter matter) {
        return propose(h, ASKED, matter);
    }

    public static Claim ballot(Claim.Header h, Choice choice) {
        return new VotingClaim.Ballot(h, ASKED, choice);
    }

    public static Claim recuse(Claim.Header h) {
        return new VotingClaim.Recuse(h, Optional.empty(), Optional.of(ASKED), "a cousin");
    }

    public static Claim recuse(Claim.Header h, MemberId applicant) {
        return new VotingClaim.Recuse(h, Optional.of(applicant), Optional.empty(), "a cousin");
    }

    public static Claim withdraw(Claim.Header h) {
        return new VotingClaim.WithdrawProposal(h, ASKED, "on second thoughts");
    }

    public static Claim vote(Claim.Header h, MemberId applicant, Choice choice) {
        return new Claim.Vote(h, applicant, choice);
    }

    public static Claim screen(Claim.Header h, MemberId applicant, Screening.Result result) {
        return new MembershipClaim.Screen(h, applicant, result, "by hand", Optional.empty());
    }

    public static Claim comment(Claim.Header h, MemberId applicant) {
        return new MembershipClaim.Comment(
                h, Optional.of(applicant), Optional.empty(), digest("a remark"));
    }

    public static Claim comment(Claim.Header h, ProposalId proposal) {
        return new MembershipClaim.Comment(
                h, Optional.empty(), Optional.of(proposal), digest("a remark"));
    }

    public static Claim node(Claim.Header h, String node, PublicKey key, Duration overlap) {
        return new MembershipClaim.DelegateNode(h, new NodeId(node), key, h.at().plus(overlap));
    }

    public static Claim person(Claim.Header h, String name, PublicKey key, Right... rights) {
        return new MembershipClaim.DelegatePerson(
                h, name, key, new TreeSet<>(List.of(rights)), h.at());
    }

    /// @param proven the key that signs the proof
    public static Claim rotate(
            Claim.Header h,
            MemberId member,
            PublicKey old,
            PublicKey next,
            Signer proven,
            Duration overlap) {
        var proof = KeyProof.sign(h.alliance(), member, old, proven);
        return new MembershipClaim.RotateKey(h, next, proof, h.at().plus(overlap));
    }

    public static Claim revoke(Claim.Header h, PublicKey key) {
        return new MembershipClaim.RevokeKey(h, key, "lost");
    }

    public static Claim offer(Claim.Header h, PartnershipId id, MemberId... members) {
        return offer(h, id, Partnership.Results.PARTNERS, members);
    }

    public static Claim offer(
            Claim.Header h, PartnershipId id, Partnership.Results results, MemberId... members) {
        return new PartnershipClaim.OfferPartnership(
                h,
                id,
                new TreeSet<>(List.of(members)),
                h.at().plus(Duration.ofDays(30)),
                results,
                Optional.of(new Partnership.Terms("Together", "Train.", List.of(), List.of(), "")),
                Optional.empty());
    }

    public static Claim sign(Claim.Header h, Partnership offered) {
        return new PartnershipClaim.SignPartnership(h, offered.id(), offered.offer());
    }

    public static Claim part(Claim.Header h, PartnershipId id) {
        return new PartnershipClaim.LeavePartnership(h, id, "other plans");
    }

    public static Claim programme(
            Claim.Header h, ProgrammeId id, Optional<PartnershipId> partnership) {
        return new PartnershipClaim.FoundProgramme(h, id, "Work", "A goal.", partnership);
    }

    public static Claim deliverable(
            Claim.Header h, ProgrammeId programme, Optional<MandateId> mandate) {
        return new PartnershipClaim.AddDeliverable(
                h,
                programme,
                Programme.Sort.PUBLICATION,
                "A paper",
                "doi:1",
                Optional.empty(),
                mandate);
    }

    public static Instruction instruction(
            MandateId id, MemberId lead, Instant due, Optional<MandateTerms> terms) {
        return new Instruction(id, "Clothes", "Sort them.", lead, due, List.of(), terms);
    }

    public static Claim publish(
            Claim.Header h,
            MandateId id,
            MemberId lead,
            List<Mandate.Task> tasks,
            Optional<MandateTerms> terms) {
        return new Claim.PublishMandate(
                h, id, "Clothes", "Sort them.", lead, Story.START.plus(DUE), tasks, terms);
    }

    /// When the mandates of [#publish] are due, after the beginning.
    public static final Duration DUE = Duration.ofDays(90);

    public static MandateTerms terms(
            Optional<ProgrammeId> programme, Optional<MandateId> supersedes, MemberId... helpers) {
        return new MandateTerms(
                "en",
                new TreeMap<>(),
                "the office",
                new TreeSet<>(List.of(helpers)),
                Optional.of(Duration.ofDays(30)),
                MandateTerms.Priority.ROUTINE,
                programme,
                "",
                supersedes);
    }

    public static Claim acknowledge(Claim.Header h, MandateId id) {
        return new MandateClaim.AcknowledgeMandate(h, id);
    }

    public static Claim report(
            Claim.Header h, MandateId id, Optional<Integer> task, Report.Progress progress) {
        return new MandateClaim.Report(h, id, task, progress, "It goes on.", List.of());
    }

    public static Claim check(Claim.Header h, MandateId id, int report, Report.Finding finding) {
        return new MandateClaim.CheckReport(h, id, report, finding, "looked at");
    }

    public static Claim ask(
            Claim.Header h, MandateId id, Optional<Integer> task, Duration afterTheBeginning) {
        return new MandateClaim.AskExtension(
                h, id, task, Story.START.plus(afterTheBeginning), "more time");
    }

    public static Claim answer(Claim.Header h, MandateId id, int extension, boolean granted) {
        return new MandateClaim.AnswerExtension(h, id, extension, granted, "so be it");
    }

    public static Claim cancel(Claim.Header h, MandateId id) {
        return new MandateClaim.CancelMandate(h, id, "no more");
    }
}
