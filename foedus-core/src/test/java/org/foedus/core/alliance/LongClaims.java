package org.foedus.core.alliance;

import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.HUB;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.START;
import static org.foedus.core.Story.digest;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.foedus.core.Keys;
import org.foedus.core.Said;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.run.PlanLimits;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;

/// Claims as long as claims may be, for the `number`th time.
final class LongClaims {
    private static final int NODES = 16;

    private LongClaims() {}

    static String text(int letters) {
        return "ж".repeat(letters);
    }

    private static String reason() {
        return text(Claim.MAX_REASON);
    }

    private static List<String> names() {
        return IntStream.range(0, Partnership.Terms.MAX_NAMES)
                .mapToObj(i -> "a-name-among-many-that-is-as-long-as-a-name-may-be-" + i)
                .toList();
    }

    static void communique(Story story, int number) {
        var id = new CommuniqueId("news-" + number);
        var texts = new TreeMap<String, Communique.Text>();
        for (var language : List.of("de", "en", "it", "ru", "zh")) {
            texts.put(
                    language,
                    new Communique.Text(text(Communique.MAX_TITLE), text(Communique.MAX_BODY)));
        }
        story.claim(
                        CHINA.key(),
                        h ->
                                new CommuniqueClaim.PublishCommunique(
                                        h,
                                        id,
                                        "ru",
                                        texts,
                                        Communique.Voice.MEMBER,
                                        Optional.empty(),
                                        Communique.Audience.PUBLIC))
                .claim(CHINA.key(), h -> new CommuniqueClaim.WithdrawCommunique(h, id, reason()));
    }

    static Instruction instruction(MandateId id) {
        var translations = new TreeMap<String, MandateTerms.Translation>();
        for (var language : List.of("de", "en", "it")) {
            translations.put(
                    language,
                    new MandateTerms.Translation(text(Mandate.MAX_TITLE), text(Mandate.MAX_TEXT)));
        }
        var due = START.plus(Duration.ofDays(90));
        var task = new Mandate.Task(text(Mandate.MAX_TITLE), due, Optional.empty());
        return new Instruction(
                id,
                text(Mandate.MAX_TITLE),
                text(Mandate.MAX_TEXT),
                CHINA.id(),
                due,
                Collections.nCopies(Mandate.MAX_TASKS, task),
                Optional.of(
                        new MandateTerms(
                                "ru",
                                translations,
                                text(MandateTerms.MAX_ROLE),
                                new TreeSet<>(List.of(INDIA.id())),
                                Optional.of(Duration.ofDays(30)),
                                MandateTerms.Priority.ROUTINE,
                                Optional.empty(),
                                text(MandateTerms.MAX_MEASURE),
                                Optional.empty())));
    }

    static void mandate(Story story, int number) {
        var id = new MandateId("mandate-" + number);
        var said = instruction(id);
        var evidence =
                IntStream.range(0, Report.MAX_EVIDENCE)
                        .<Sha256>mapToObj(i -> digest(number + " shown by " + i))
                        .toList();
        story.claim(
                        BRAZIL.key(),
                        h ->
                                new Claim.PublishMandate(
                                        h,
                                        id,
                                        said.title(),
                                        said.text(),
                                        said.lead(),
                                        said.due(),
                                        said.tasks(),
                                        said.terms()))
                .claim(
                        CHINA.key(),
                        h ->
                                new MandateClaim.Report(
                                        h,
                                        id,
                                        Optional.empty(),
                                        Report.Progress.DONE,
                                        text(Report.MAX_TEXT),
                                        evidence))
                .claim(
                        BRAZIL.key(),
                        h ->
                                new MandateClaim.CheckReport(
                                        h, id, 1, Report.Finding.RETURNED, reason()))
                .claim(
                        CHINA.key(),
                        h ->
                                new MandateClaim.AskExtension(
                                        h,
                                        id,
                                        Optional.empty(),
                                        said.due().plus(Duration.ofDays(1)),
                                        reason()))
                .claim(
                        BRAZIL.key(),
                        h -> new MandateClaim.AnswerExtension(h, id, 1, false, reason()))
                .claim(BRAZIL.key(), h -> new MandateClaim.CancelMandate(h, id, reason()));
    }

    static Claim propose(Claim.Header h, ProposalId id, Matter matter) {
        return new VotingClaim.Propose(
                h, id, text(Proposal.MAX_TITLE), text(Proposal.MAX_TEXT), matter);
    }

    static void openProposal(Story story, int number) {
        var matter = new Matter.Issue(instruction(new MandateId("mandate-" + number)));
        story.claim(CHINA.key(), h -> propose(h, new ProposalId("put-" + number), matter));
    }

    static Charter charter() {
        var founders =
                IntStream.range(0, Charter.MAX_FOUNDERS)
                        .mapToObj(i ->
                                new Charter.Founder(
                                        new MemberId("founder-" + i),
                                        text(Member.MAX_LEGAL_NAME),
                                        "IT",
                                        MemberClass.FULL))
                        .toList();
        return new Charter(
                text(Charter.MAX_NAME),
                BRAZIL.id(),
                new AdmissionRule(0.5, 0.5),
                Charter.MandateIssuers.LEAD,
                founders,
                Optional.of(Governance.of(new AdmissionRule(0.5, 0.5))));
    }

    static void amendment(Story story, int number) {
        var id = new ProposalId("put-" + number);
        story.claim(CHINA.key(), h -> propose(h, id, new Matter.Amend(1, charter())))
                .claim(CHINA.key(), h -> Said.comment(h, id))
                .claim(
                        INDIA.key(),
                        h -> new VotingClaim.Recuse(h, Optional.empty(), Optional.of(id), reason()))
                .claim(CHINA.key(), h -> new VotingClaim.WithdrawProposal(h, id, reason()));
    }

    static void application(Story story, int number) {
        var secret = "secret " + number;
        var id = new MemberId("applicant-" + number);
        var nodes = new TreeMap<NodeId, PublicKey>();
        for (int i = 0; i < NODES; i++) {
            // free again as soon as the application is taken back
            var node = new NodeId("a-node-among-many-" + number + "-" + i);
            nodes.put(node, Keys.key(100 + i).publicKey());
        }
        var key = Keys.key(120 + number);
        story.claim(HUB, h -> Story.invite(h, secret, MemberClass.FULL))
                .claim(
                        key,
                        h ->
                                new Claim.Apply(
                                        h,
                                        digest(secret),
                                        id,
                                        text(Member.MAX_LEGAL_NAME),
                                        "IT",
                                        nodes,
                                        Optional.of(digest("contact")),
                                        Optional.of(text(Claim.MAX_DECLARATION))))
                .claim(
                        BRAZIL.key(),
                        h ->
                                new MembershipClaim.Screen(
                                        h,
                                        id,
                                        Screening.Result.CLEAR,
                                        text(Screening.MAX_METHOD),
                                        Optional.of(digest("reasons"))))
                .claim(CHINA.key(), h -> Said.comment(h, id))
                .claim(key, h -> new Claim.Leave(h, reason()));
    }

    static void person(Story story, int number) {
        var key = Keys.key(140 + number).publicKey();
        story.claim(CHINA.key(), h -> Said.person(h, "p".repeat(64), key, Right.values()))
                .claim(CHINA.key(), h -> new MembershipClaim.RevokeKey(h, key, reason()));
    }

    static void partnership(Story story, int number) {
        var id = new PartnershipId("pair-" + number);
        var terms =
                new Partnership.Terms(
                        text(Partnership.Terms.MAX_TITLE),
                        text(Partnership.Terms.MAX_TEXT),
                        names(),
                        names(),
                        text(Partnership.Terms.MAX_TEXT));
        story.claim(
                        CHINA.key(),
                        h ->
                                new PartnershipClaim.OfferPartnership(
                                        h,
                                        id,
                                        new TreeSet<>(List.of(CHINA.id(), INDIA.id())),
                                        START.plus(Duration.ofDays(30)),
                                        Partnership.Results.PARTNERS,
                                        Optional.of(terms),
                                        Optional.empty()))
                .claim(INDIA.key(), h -> new PartnershipClaim.LeavePartnership(h, id, reason()));
    }

    static void programme(Story story, int number) {
        var id = new ProgrammeId("work-" + number);
        story.claim(
                        CHINA.key(),
                        h ->
                                new PartnershipClaim.FoundProgramme(
                                        h,
                                        id,
                                        text(Programme.MAX_TITLE),
                                        text(Programme.MAX_GOAL),
                                        Optional.empty()))
                .claim(
                        CHINA.key(),
                        h ->
                                new PartnershipClaim.AddDeliverable(
                                        h,
                                        id,
                                        Programme.Sort.PUBLICATION,
                                        text(Programme.MAX_TITLE),
                                        text(Programme.MAX_REFERENCE),
                                        Optional.of(digest("paper " + number)),
                                        Optional.empty()));
    }

    static void run(Story story, int number) {
        var id = new RunId("long-run-" + number);
        var plan = purposed(Story.plan()).startingFrom(Story.MODEL, Story.MODEL_BYTES);
        var planDigest = digest("plan " + number);
        story.claim(BRAZIL.key(), h -> new Claim.StartRun(h, id, plan, planDigest))
                .claim(
                        CHINA.node(),
                        h ->
                                new Claim.Consent(
                                        h,
                                        id,
                                        planDigest,
                                        Claim.Decision.REFUSED,
                                        text(100),
                                        reason()))
                .claim(BRAZIL.key(), h -> new Claim.StopRun(h, id, reason()));
    }

    private static RunPlan purposed(RunPlan plan) {
        return new RunPlan(
                plan.mandate(),
                text(PlanLimits.MAX_PURPOSE),
                plan.model(),
                plan.dataset(),
                plan.rounds(),
                plan.training(),
                plan.aggregation(),
                plan.serverOptimizer(),
                plan.cohort(),
                plan.round(),
                plan.evaluation(),
                plan.auditors(),
                plan.limits(),
                plan.seed());
    }

    /// Work in the run of a story that runs.
    static void work(Story story, int number) {
        int round = number + 1;
        story.open(round, BRAZIL, CHINA)
                .update(round, BRAZIL)
                .claim(
                        CHINA.node(),
                        h ->
                                new Claim.WorkDeclined(
                                        h, Story.train(round, CHINA.nodeId()), reason()))
                .fail(round);
    }

    /// A node that can't train, then can, and so on.
    static void readiness(Story story, int number) {
        story.claim(
                CHINA.node(), h -> new Claim.Readiness(h, Story.RUN, number % 2 != 0, reason()));
    }
}
