package org.foedus.portal;

import java.util.List;
import java.util.Optional;

/// What a member may sign, or decide, on a page of its own machine.
public enum Act {
    VOTE_ON_APPLICANT(Where.MEMBER, Nature.STEP, Ask.VOTE),
    VOTE_ON_PROPOSAL(Where.DECISION, Nature.STEP, Ask.VOTE),
    RECUSE_FROM_APPLICANT(Where.MEMBER, Nature.FINAL, Ask.REASON),
    RECUSE_FROM_PROPOSAL(Where.DECISION, Nature.FINAL, Ask.REASON),
    COMMENT_ON_APPLICANT(Where.MEMBER, Nature.STEP, Ask.COMMENT),
    COMMENT_ON_PROPOSAL(Where.DECISION, Nature.STEP, Ask.COMMENT),
    SCREEN(Where.MEMBER, Nature.STEP, Ask.RESULT, Ask.METHOD),
    WITHDRAW_PROPOSAL(Where.DECISION, Nature.FINAL, Ask.REASON),
    STOP_PROPOSAL(Where.DECISION, Nature.FINAL, Ask.REASON),
    ACKNOWLEDGE(Where.MANDATE, Nature.STEP),
    REPORT(Where.MANDATE, Nature.STEP, Ask.TASK, Ask.PROGRESS, Ask.TEXT, Ask.EVIDENCE),
    CHECK(Where.MANDATE, Nature.STEP, Ask.REPORT, Ask.FINDING, Ask.NOTE),
    ASK_EXTENSION(Where.MANDATE, Nature.STEP, Ask.TASK, Ask.UNTIL, Ask.REASON),
    ANSWER_EXTENSION(Where.MANDATE, Nature.STEP, Ask.EXTENSION, Ask.ANSWER, Ask.NOTE),
    CANCEL_MANDATE(Where.MANDATE, Nature.FINAL, Ask.REASON),
    SIGN_PARTNERSHIP(Where.PARTNERSHIP, Nature.FINAL),
    PUBLISH_COMMUNIQUE(
            Where.NEWS, Nature.OPENING, Ask.TITLE, Ask.BODY, Ask.LANGUAGE, Ask.VOICE, Ask.AUDIENCE),
    WITHDRAW_COMMUNIQUE(Where.COMMUNIQUE, Nature.FINAL, Ask.REASON),
    PROPOSE_SUSPENSION(Where.MEMBER, Nature.OPENING, Ask.TITLE, Ask.WHY),
    PROPOSE_REINSTATEMENT(Where.MEMBER, Nature.OPENING, Ask.TITLE, Ask.WHY),
    PROPOSE_EXPULSION(Where.MEMBER, Nature.OPENING, Ask.TITLE, Ask.WHY),
    PROPOSE_RECOVERY(Where.MEMBER, Nature.OPENING, Ask.TITLE, Ask.WHY, Ask.NEW_KEY),
    PROPOSE_RESOLUTION(Where.DECISIONS, Nature.OPENING, Ask.TITLE, Ask.RESOLUTION),
    PROPOSE_FEDERATION(Where.DECISIONS, Nature.OPENING, Ask.TITLE, Ask.ALLIANCE, Ask.WHY),
    PROPOSE_AMENDMENT(Where.CHARTER, Nature.OPENING, Ask.TITLE, Ask.WHY, Ask.CHARTER),
    PUBLISH_MANDATE(Where.MANDATES, Nature.OPENING, Ask.MANDATE),
    PROPOSE_MANDATE(Where.MANDATES, Nature.OPENING, Ask.TITLE, Ask.WHY, Ask.MANDATE),
    PROPOSE_RELEASE(Where.RUN, Nature.OPENING, Ask.TITLE, Ask.RELEASE_TO, Ask.WHY),
    OFFER_PARTNERSHIP(Where.PARTNERSHIPS, Nature.OPENING, Ask.PARTNERSHIP, Ask.READERS),
    LEAVE_PARTNERSHIP(Where.PARTNERSHIP, Nature.FINAL, Ask.REASON),
    APPROVE_WORK(Where.RUN, Nature.STEP),
    APPROVE_SMALL(Where.RUN, Nature.STEP, Ask.REVEALS_UPDATES),
    REFUSE_WORK(Where.RUN, Nature.STEP, Ask.REASON),
    WITHDRAW_CONSENT(Where.RUN, Nature.STEP, Ask.REASON),
    GIVE_STANDING(Where.APPROVALS, Nature.OPENING, Ask.NAME, Ask.CONDITION, Ask.UNTIL),
    END_STANDING(Where.APPROVALS, Nature.FINAL);

    /// The page that an act belongs to: of one thing, or of a list that gets one more.
    public enum Where {
        MEMBER,
        DECISION,
        MANDATE,
        PARTNERSHIP,
        RUN,
        COMMUNIQUE,
        NEWS,
        DECISIONS,
        CHARTER,
        MANDATES,
        PARTNERSHIPS,
        APPROVALS;

        /// What a list is called; empty where the page is about one thing.
        public Optional<Said> list() {
            return switch (this) {
                case NEWS -> Optional.of(Said.word(Section.NEWS));
                case DECISIONS -> Optional.of(Said.word(Section.DECISIONS));
                case CHARTER -> Optional.of(Said.of("charter.title"));
                case MANDATES -> Optional.of(Said.word(Section.MANDATES));
                case PARTNERSHIPS -> Optional.of(Said.word(Section.PARTNERSHIPS));
                case APPROVALS -> Optional.of(Said.of("machine.approvals"));
                case MEMBER, DECISION, MANDATE, PARTNERSHIP, RUN, COMMUNIQUE -> Optional.empty();
            };
        }
    }

    private enum Nature {
        /// The next step of something.
        STEP,
        /// It can't be taken back.
        FINAL,
        /// Something new; few come for it, so its form is folded.
        OPENING
    }

    private final Where where;
    private final Nature nature;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Ask> asks;

    Act(Where where, Nature nature, Ask... asks) {
        this.where = where;
        this.nature = nature;
        this.asks = List.of(asks);
    }

    public Where where() {
        return where;
    }

    /// What its form asks for, in order.
    public List<Ask> asks() {
        return asks;
    }

    /// Whether it can't be taken back.
    boolean grave() {
        return nature == Nature.FINAL;
    }

    /// Whether it is written into a book of this machine: nobody signs it, and no other machine is
    /// told.
    public boolean kept() {
        return where == Where.APPROVALS;
    }

    boolean opens() {
        return nature == Nature.OPENING;
    }

    /// What happens now that it is done.
    Said follows() {
        return switch (this) {
            case VOTE_ON_APPLICANT, VOTE_ON_PROPOSAL -> Said.of("follows.vote");
            case RECUSE_FROM_APPLICANT, RECUSE_FROM_PROPOSAL -> Said.of("follows.recusal");
            case COMMENT_ON_APPLICANT, COMMENT_ON_PROPOSAL -> Said.of("follows.comment");
            case SCREEN -> Said.of("follows.screening");
            case WITHDRAW_PROPOSAL -> Said.of("follows.withdrawal");
            case STOP_PROPOSAL -> Said.of("follows.stop");
            case ACKNOWLEDGE -> Said.of("follows.acknowledgement");
            case REPORT -> Said.of("follows.report");
            case CHECK -> Said.of("follows.check");
            case ASK_EXTENSION -> Said.of("follows.extension");
            case ANSWER_EXTENSION -> Said.of("follows.answer");
            case CANCEL_MANDATE -> Said.of("follows.cancellation");
            case SIGN_PARTNERSHIP -> Said.of("follows.partnership");
            case PUBLISH_COMMUNIQUE -> Said.of("follows.communique");
            case WITHDRAW_COMMUNIQUE -> Said.of("follows.recall");
            case PROPOSE_SUSPENSION,
                    PROPOSE_REINSTATEMENT,
                    PROPOSE_EXPULSION,
                    PROPOSE_RECOVERY,
                    PROPOSE_RESOLUTION,
                    PROPOSE_FEDERATION,
                    PROPOSE_AMENDMENT,
                    PROPOSE_MANDATE,
                    PROPOSE_RELEASE ->
                    Said.of("follows.proposal");
            case PUBLISH_MANDATE -> Said.of("follows.mandate");
            case OFFER_PARTNERSHIP -> Said.of("follows.offer");
            case LEAVE_PARTNERSHIP -> Said.of("follows.leaving");
            case APPROVE_WORK, APPROVE_SMALL -> Said.of("follows.approval");
            case REFUSE_WORK -> Said.of("follows.refusal");
            case WITHDRAW_CONSENT -> Said.of("follows.consent");
            case GIVE_STANDING -> Said.of("follows.standing");
            case END_STANDING -> Said.of("follows.removal");
        };
    }
}
