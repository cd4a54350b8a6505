package org.foedus.protocol.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Governance;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Right;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.Output;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.foedus.protocol.Golden;
import org.foedus.protocol.Keys;

/// One value of every kind, with every field set, and some with the optional ones left out.
final class Samples {
    static final Instant AT = Instant.parse("2027-01-02T03:04:05.678Z");
    static final MemberId ITALY = new MemberId("italy");
    static final NodeId NODE = new NodeId("italy-1");
    static final RunId RUN = new RunId("run-1");
    static final WorkItemId WORK = WorkItemId.of(RUN, 2, WorkItem.Kind.TRAIN, NODE);

    private Samples() {}

    static Sha256 digest(String of) {
        return Sha256.of(of.getBytes(StandardCharsets.UTF_8));
    }

    private static Claim.Header header(long sequence) {
        return new Claim.Header(digest("alliance"), sequence, AT);
    }

    static RunPlan plan() {
        return Json.read(
                Golden.read("plan-full.json").getBytes(StandardCharsets.UTF_8), RunPlan.class);
    }

    static RunPlan started() {
        return plan().startingFrom(digest("model"), 178_824);
    }

    static List<Claim> claims() {
        var delta =
                new Output(digest("delta"), digest("chunks"), 178_824, Output.DELTA, Output.FP32);
        return List.of(
                new Claim.Invite(
                        header(1),
                        digest("secret"),
                        AT.plusSeconds(60),
                        Optional.of(ITALY),
                        MemberClass.OBSERVER),
                new Claim.Apply(
                        header(2),
                        digest("secret"),
                        ITALY,
                        "Associazione “IA” – Ünïcode",
                        "IT",
                        new TreeMap<>(java.util.Map.of(NODE, Keys.key(3).publicKey())),
                        Optional.of(digest("contact"))),
                new Claim.Vote(header(3), ITALY, Choice.ABSTAIN),
                new Claim.PublishMandate(
                        header(4),
                        new MandateId("clothes"),
                        "Clothes",
                        "Two\nlines",
                        ITALY,
                        AT.plusSeconds(3600),
                        List.of(new Mandate.Task("Train", AT.plusSeconds(1800)))),
                new Claim.StartRun(header(5), RUN, started(), ClaimCodec.planDigest(started())),
                new Claim.StopRun(header(6), RUN, "enough"),
                new Claim.Consent(
                        header(7),
                        RUN,
                        digest("plan"),
                        Claim.Decision.WITHDRAWN,
                        "owner",
                        "a new law"),
                new Claim.WorkDone(
                        header(8),
                        WORK,
                        map("delta", delta),
                        123,
                        map("accuracy", 0.1, "loss", 1e-7),
                        Optional.of(digest("metrics"))),
                new Claim.WorkDeclined(header(9), WORK, "busy"),
                new Claim.Readiness(header(12), RUN, false, "this node has no dataset x"),
                new Claim.ConfirmRecovery(header(10), digest("recovered")),
                new Claim.Leave(header(Long.MAX_VALUE), "goodbye"));
    }

    /// Claims by which an alliance governs itself.
    static List<Claim> governing() {
        var proposal = new ProposalId("suspend-italy");
        var partnership = new PartnershipId("two");
        var programme = new ProgrammeId("lungs");
        var mandate = new MandateId("clothes");
        return List.of(
                new MembershipClaim.Screen(
                        header(20),
                        ITALY,
                        Screening.Result.NOT_SCREENED,
                        "no service",
                        Optional.of(digest("reasons"))),
                new MembershipClaim.Comment(
                        header(21), Optional.of(ITALY), Optional.empty(), digest("comment")),
                new MembershipClaim.DelegateNode(
                        header(22), NODE, Keys.key(4).publicKey(), AT.plusSeconds(60)),
                new MembershipClaim.DelegatePerson(
                        header(23),
                        "deputy",
                        Keys.key(5).publicKey(),
                        new TreeSet<>(List.of(Right.VOTE, Right.COMMENT)),
                        AT),
                new MembershipClaim.RotateKey(
                        header(24),
                        Keys.key(6).publicKey(),
                        Keys.key(6).sign(new byte[] {1}),
                        AT.plusSeconds(60)),
                new MembershipClaim.NameGuardian(header(61), Optional.of(Keys.key(8).publicKey())),
                new MembershipClaim.RevokeKey(header(25), Keys.key(4).publicKey(), "stolen"),
                new VotingClaim.Propose(
                        header(26),
                        proposal,
                        "Suspend Italy",
                        "It has not reported.",
                        new Matter.Suspend(ITALY)),
                new VotingClaim.Ballot(header(27), proposal, Choice.NO),
                new VotingClaim.Recuse(
                        header(28), Optional.empty(), Optional.of(proposal), "a partner of ours"),
                new VotingClaim.WithdrawProposal(header(29), proposal, "it reported"),
                new VotingClaim.StopProposal(header(62), proposal, "we hold our key"),
                new PartnershipClaim.OfferPartnership(
                        header(30),
                        partnership,
                        new TreeSet<>(List.of(ITALY, new MemberId("india"))),
                        AT.plusSeconds(60),
                        Partnership.Results.PARTNERS,
                        Optional.of(
                                new Partnership.Terms(
                                        "Lungs",
                                        "Find them.",
                                        List.of("xray"),
                                        List.of("lenet5"),
                                        "two cards")),
                        Optional.empty()),
                new PartnershipClaim.SignPartnership(header(31), partnership, digest("offer")),
                new PartnershipClaim.LeavePartnership(header(32), partnership, "done"),
                new PartnershipClaim.FoundProgramme(
                        header(33), programme, "Lungs", "Find them.", Optional.of(partnership)),
                new PartnershipClaim.AddDeliverable(
                        header(34),
                        programme,
                        Programme.Sort.PUBLICATION,
                        "Paper",
                        "doi:10.1000/1",
                        Optional.of(digest("paper")),
                        Optional.of(mandate)),
                new MandateClaim.AcknowledgeMandate(header(35), mandate),
                new MandateClaim.Report(
                        header(36),
                        mandate,
                        Optional.of(1),
                        Report.Progress.GOING_ON,
                        "Half of it.",
                        List.of(digest("evidence"))),
                new MandateClaim.CheckReport(
                        header(37), mandate, 1, Report.Finding.RETURNED, "no evidence"),
                new MandateClaim.AskExtension(
                        header(38), mandate, Optional.of(1), AT.plusSeconds(60), "late data"),
                new MandateClaim.AnswerExtension(header(39), mandate, 1, true, "granted"),
                new MandateClaim.CancelMandate(header(40), mandate, "no need"),
                new CommuniqueClaim.PublishCommunique(
                        header(41),
                        new CommuniqueId("first-model"),
                        "en",
                        new TreeMap<>(
                                java.util.Map.of(
                                        "en",
                                                new Communique.Text(
                                                        "A model", "It is here.\n\nUse it."),
                                        "zh", new Communique.Text("模型", "已发布。"))),
                        Communique.Voice.ALLIANCE,
                        Optional.of(new Communique.About(Communique.About.Kind.RUN, RUN.value())),
                        Communique.Audience.PUBLIC),
                new CommuniqueClaim.WithdrawCommunique(
                        header(42), new CommuniqueId("first-model"), "a mistake"));
    }

    /// What a proposal may be about, one of each.
    static List<Matter> matters() {
        var admission = new AdmissionRule(0.5, 0.75);
        var charter =
                new Charter(
                        "Alliance",
                        ITALY,
                        admission,
                        Charter.MandateIssuers.LEAD,
                        List.of(),
                        Optional.of(Governance.of(admission)));
        return List.of(
                new Matter.Suspend(ITALY),
                new Matter.Reinstate(ITALY),
                new Matter.Expel(ITALY),
                new Matter.Amend(1, charter),
                new Matter.Issue(
                        new Instruction(
                                new MandateId("clothes"),
                                "Clothes",
                                "Sort them.",
                                ITALY,
                                AT.plusSeconds(3600),
                                List.of(
                                        new Mandate.Task(
                                                "Train", AT.plusSeconds(60), Optional.of(ITALY))),
                                Optional.of(terms()))),
                new Matter.Release(RUN, Matter.Audience.PUBLIC),
                new Matter.Federate("Another Alliance"),
                new Matter.Recover(ITALY, Keys.key(7).publicKey()),
                new Matter.Resolve());
    }

    private static MandateTerms terms() {
        return new MandateTerms(
                "en",
                new TreeMap<>(
                        java.util.Map.of(
                                "it", new MandateTerms.Translation("Vestiti", "Ordinarli."))),
                "head of data",
                new TreeSet<>(List.of(new MemberId("india"))),
                Optional.of(java.time.Duration.ofDays(30)),
                MandateTerms.Priority.URGENT,
                Optional.of(new ProgrammeId("lungs")),
                "accuracy above 80 %",
                Optional.of(new MandateId("old")));
    }

    /// All kinds of entries but claims.
    static List<Entry> entries() {
        var founders =
                List.of(
                        new Charter.Founder(
                                ITALY, "Italian Association for AI", "IT", MemberClass.FULL));
        return List.of(
                new Entry.Founded(
                        AT,
                        new Charter(
                                "Alliance",
                                ITALY,
                                new AdmissionRule(0.5, 0.75),
                                Charter.MandateIssuers.FULL_MEMBERS,
                                founders),
                        Keys.key(1).publicKey(),
                        digest("nonce")),
                new Entry.HubAddresses(AT, List.of("https://hub.example.org:8443")),
                new Entry.Admitted(AT, ITALY, "charter"),
                new Entry.Rejected(AT, ITALY, "1 yes, 2 no"),
                new Entry.WorkRefused(AT, WORK, "NON_FINITE", "coordinate 7 is NaN"),
                new Entry.RoundOpened(
                        AT,
                        RUN,
                        2,
                        digest("base"),
                        new TreeSet<>(List.of(NODE)),
                        AT.plusSeconds(60)),
                new Entry.RoundClosed(
                        AT,
                        RUN,
                        2,
                        new TreeSet<>(List.of(NODE)),
                        new TreeMap<>(
                                java.util.Map.of(new NodeId("india-1"), "no update in time"))),
                new Entry.RoundPublished(
                        AT,
                        RUN,
                        2,
                        digest("next"),
                        178_824,
                        Optional.of(digest("momentum")),
                        map("accuracy", 0.5)),
                new Entry.RoundFailed(AT, RUN, 3, "1 updates, 2 needed"),
                new Entry.RunFinished(AT, RUN, digest("next")),
                new Entry.RunFailed(AT, RUN, "5 rounds in a row failed"),
                new Entry.UpdatesDropped(AT, RUN, new TreeSet<>(List.of(1, 2, 10))),
                new Entry.Recovered(
                        AT,
                        40,
                        57,
                        digest("root"),
                        new TreeSet<>(List.of(NODE)),
                        new TreeSet<>(List.of(new NodeId("india-1")))),
                new Entry.VoteOpened(AT, ITALY),
                new Entry.VoteExtended(
                        AT,
                        Optional.empty(),
                        Optional.of(new ProposalId("suspend-italy")),
                        AT.plusSeconds(60),
                        new Fraction(1, 4)),
                new Entry.Decided(
                        AT,
                        new ProposalId("suspend-italy"),
                        Proposal.Outcome.PASSED,
                        "3 yes, 0 no, 0 abstained, of 4"),
                new Entry.BodyErased(AT, digest("body"), "asked by its subject"));
    }

    static Entry.Claimed claimed(Claim claim) {
        return new Entry.Claimed(AT, ClaimCodec.sign(claim, Keys.key(2)), claim);
    }

    private static <V> SortedMap<String, V> map(String key, V value) {
        return new TreeMap<>(java.util.Map.of(key, value));
    }

    private static <V> SortedMap<String, V> map(String key, V value, String key2, V value2) {
        return new TreeMap<>(java.util.Map.of(key, value, key2, value2));
    }
}
