package org.foedus.portal.act;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.Body;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.vote.ProposalId;
import org.foedus.portal.Act;
import org.foedus.portal.Ask;
import org.foedus.portal.Granted;
import org.foedus.portal.Openness;
import org.foedus.portal.OwnPage;
import org.foedus.protocol.form.Times;

/// A form, filled in.
///
/// @param subject id of what it is about
/// @param answers to the questions of the act, as [Form] checked them
public record Draft(Act act, String subject, SortedMap<Ask, String> answers) {
    /// By which a node says that its owner decided, not its policy.
    public static final String OWNER = "owner";

    public Draft {
        answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
    }

    /// The answer to a question.
    public String said(Ask ask) {
        return answers.getOrDefault(ask, "");
    }

    /// The text that goes beside the claim, for members, if there is one.
    ///
    /// @param salt of its digest
    public Optional<Body> body(Bytes salt) {
        if (closed()) {
            var offer = Documents.partnership(said(Ask.PARTNERSHIP), Instant.EPOCH);
            return Optional.of(Opening.closed(offer, salt));
        }
        return Optional.ofNullable(answers.get(Ask.COMMENT))
                .map(text ->
                        Body.of(
                                salt,
                                Bytes.of(text.getBytes(StandardCharsets.UTF_8)),
                                new TreeSet<>(Set.of("member"))));
    }

    /// What is signed.
    ///
    /// @param text digest of its body, where it has one
    public Claim claim(Claim.Header header, AllianceState state, Sha256 text) {
        return switch (act) {
            case VOTE_ON_APPLICANT -> new Claim.Vote(header, applicant(), vote());
            case VOTE_ON_PROPOSAL -> new VotingClaim.Ballot(header, proposal(), vote());
            case RECUSE_FROM_APPLICANT ->
                    new VotingClaim.Recuse(
                            header, Optional.of(applicant()), Optional.empty(), reason());
            case RECUSE_FROM_PROPOSAL ->
                    new VotingClaim.Recuse(
                            header, Optional.empty(), Optional.of(proposal()), reason());
            case COMMENT_ON_APPLICANT ->
                    new MembershipClaim.Comment(
                            header, Optional.of(applicant()), Optional.empty(), text);
            case COMMENT_ON_PROPOSAL ->
                    new MembershipClaim.Comment(
                            header, Optional.empty(), Optional.of(proposal()), text);
            case SCREEN -> screening(header);
            case WITHDRAW_PROPOSAL ->
                    new VotingClaim.WithdrawProposal(header, proposal(), reason());
            case STOP_PROPOSAL -> new VotingClaim.StopProposal(header, proposal(), reason());
            case ACKNOWLEDGE -> new MandateClaim.AcknowledgeMandate(header, mandate());
            case REPORT -> report(header);
            case CHECK -> check(header);
            case ASK_EXTENSION ->
                    new MandateClaim.AskExtension(
                            header, mandate(), task(), until(header.at()), reason());
            case ANSWER_EXTENSION -> answer(header);
            case CANCEL_MANDATE -> new MandateClaim.CancelMandate(header, mandate(), reason());
            case SIGN_PARTNERSHIP -> signature(header, state);
            case PUBLISH_COMMUNIQUE -> Opening.communique(this, header, state);
            case WITHDRAW_COMMUNIQUE ->
                    new CommuniqueClaim.WithdrawCommunique(
                            header, new CommuniqueId(subject), reason());
            case PROPOSE_SUSPENSION,
                    PROPOSE_REINSTATEMENT,
                    PROPOSE_EXPULSION,
                    PROPOSE_RECOVERY,
                    PROPOSE_RESOLUTION,
                    PROPOSE_FEDERATION,
                    PROPOSE_AMENDMENT,
                    PROPOSE_MANDATE,
                    PROPOSE_RELEASE ->
                    Questions.propose(this, header, state);
            case PUBLISH_MANDATE ->
                    Opening.mandate(header, Documents.mandate(said(Ask.MANDATE), header.at()));
            case OFFER_PARTNERSHIP ->
                    Opening.partnership(
                            header,
                            Documents.partnership(said(Ask.PARTNERSHIP), header.at()),
                            closed() ? Optional.of(text) : Optional.empty());
            case LEAVE_PARTNERSHIP ->
                    new PartnershipClaim.LeavePartnership(
                            header, new PartnershipId(subject), reason());
            case APPROVE_WORK, APPROVE_SMALL -> consent(header, state, Claim.Decision.GRANTED);
            case REFUSE_WORK -> consent(header, state, Claim.Decision.REFUSED);
            case WITHDRAW_CONSENT -> consent(header, state, Claim.Decision.WITHDRAWN);
            case GIVE_STANDING, END_STANDING ->
                    throw new InvariantViolation(act + " is kept, not signed");
        };
    }

    /// What is new once a claim is in the ledger, if anything is.
    public static Optional<OwnPage.Made> made(Claim claim) {
        return Opening.made(claim);
    }

    private boolean closed() {
        return act == Act.OFFER_PARTNERSHIP && one(Ask.READERS, Openness.class) == Openness.CLOSED;
    }

    private Claim screening(Claim.Header header) {
        return new MembershipClaim.Screen(
                header,
                applicant(),
                one(Ask.RESULT, Screening.Result.class),
                said(Ask.METHOD),
                Optional.empty());
    }

    private Claim report(Claim.Header header) {
        return new MandateClaim.Report(
                header,
                mandate(),
                task(),
                one(Ask.PROGRESS, Report.Progress.class),
                said(Ask.TEXT),
                evidence());
    }

    private Claim check(Claim.Header header) {
        return new MandateClaim.CheckReport(
                header,
                mandate(),
                number(Ask.REPORT),
                one(Ask.FINDING, Report.Finding.class),
                said(Ask.NOTE));
    }

    private Claim answer(Claim.Header header) {
        return new MandateClaim.AnswerExtension(
                header,
                mandate(),
                number(Ask.EXTENSION),
                one(Ask.ANSWER, Granted.class) == Granted.GRANTED,
                said(Ask.NOTE));
    }

    private Claim signature(Claim.Header header, AllianceState state) {
        var id = new PartnershipId(subject);
        var found = state.partnerships().get(id);
        if (found == null) {
            throw missing();
        }
        return new PartnershipClaim.SignPartnership(header, id, found.offer());
    }

    private Claim consent(Claim.Header header, AllianceState state, Claim.Decision decision) {
        var id = new RunId(subject);
        Run run = state.runs().get(id);
        if (run == null) {
            throw missing();
        }
        var reveals =
                act == Act.APPROVE_SMALL
                        ? Optional.of(one(Ask.REVEALS_UPDATES, RunPlan.Acceptance.class))
                        : Optional.<RunPlan.Acceptance>empty();
        return new Claim.Consent(
                header, id, run.planDigest(), decision, OWNER, said(Ask.REASON), reveals);
    }

    private FoedusException missing() {
        return new FoedusException(ErrorCode.NOT_FOUND, "there is no " + subject);
    }

    private MemberId applicant() {
        return new MemberId(subject);
    }

    private MandateId mandate() {
        return new MandateId(subject);
    }

    private ProposalId proposal() {
        return new ProposalId(subject);
    }

    private Choice vote() {
        return one(Ask.VOTE, Choice.class);
    }

    private String reason() {
        return said(Ask.REASON);
    }

    private Optional<Integer> task() {
        return Optional.of(number(Ask.TASK)).filter(n -> n > 0);
    }

    private int number(Ask ask) {
        return Integer.parseInt(said(ask));
    }

    private Instant until(Instant now) {
        return Times.instant(said(Ask.UNTIL), now)
                .orElseThrow(
                        () -> new FoedusException(ErrorCode.BAD_REQUEST, "until: expected a date"));
    }

    private List<Sha256> evidence() {
        return said(Ask.EVIDENCE)
                .lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .map(Sha256::new)
                .toList();
    }

    <E extends Enum<E>> E one(Ask ask, Class<E> type) {
        return Enum.valueOf(type, said(ask).toUpperCase(Locale.ROOT));
    }
}
