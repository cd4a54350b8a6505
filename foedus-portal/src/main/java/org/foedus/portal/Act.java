package org.foedus.portal;

import java.util.List;

/// What a member may sign on a page of its own machine.
public enum Act {
    VOTE_ON_APPLICANT,
    VOTE_ON_PROPOSAL,
    RECUSE_FROM_APPLICANT,
    RECUSE_FROM_PROPOSAL,
    COMMENT_ON_APPLICANT,
    COMMENT_ON_PROPOSAL,
    SCREEN,
    WITHDRAW_PROPOSAL,
    ACKNOWLEDGE,
    REPORT,
    CHECK,
    ASK_EXTENSION,
    ANSWER_EXTENSION,
    CANCEL_MANDATE,
    SIGN_PARTNERSHIP,
    APPROVE_WORK,
    REFUSE_WORK,
    WITHDRAW_CONSENT;

    /// What its form asks for, in order.
    public List<Ask> asks() {
        return switch (this) {
            case VOTE_ON_APPLICANT, VOTE_ON_PROPOSAL -> List.of(Ask.VOTE);
            case RECUSE_FROM_APPLICANT,
                    RECUSE_FROM_PROPOSAL,
                    WITHDRAW_PROPOSAL,
                    CANCEL_MANDATE,
                    REFUSE_WORK,
                    WITHDRAW_CONSENT ->
                    List.of(Ask.REASON);
            case COMMENT_ON_APPLICANT, COMMENT_ON_PROPOSAL -> List.of(Ask.COMMENT);
            case SCREEN -> List.of(Ask.RESULT, Ask.METHOD);
            case ACKNOWLEDGE, SIGN_PARTNERSHIP, APPROVE_WORK -> List.of();
            case REPORT -> List.of(Ask.TASK, Ask.PROGRESS, Ask.TEXT, Ask.EVIDENCE);
            case CHECK -> List.of(Ask.REPORT, Ask.FINDING, Ask.NOTE);
            case ASK_EXTENSION -> List.of(Ask.TASK, Ask.UNTIL, Ask.REASON);
            case ANSWER_EXTENSION -> List.of(Ask.EXTENSION, Ask.ANSWER, Ask.NOTE);
        };
    }

    /// Whether it can't be taken back.
    boolean grave() {
        return switch (this) {
            case RECUSE_FROM_APPLICANT,
                    RECUSE_FROM_PROPOSAL,
                    WITHDRAW_PROPOSAL,
                    CANCEL_MANDATE,
                    SIGN_PARTNERSHIP ->
                    true;
            case VOTE_ON_APPLICANT,
                    VOTE_ON_PROPOSAL,
                    COMMENT_ON_APPLICANT,
                    COMMENT_ON_PROPOSAL,
                    SCREEN,
                    ACKNOWLEDGE,
                    REPORT,
                    CHECK,
                    ASK_EXTENSION,
                    ANSWER_EXTENSION,
                    APPROVE_WORK,
                    REFUSE_WORK,
                    WITHDRAW_CONSENT ->
                    false;
        };
    }
}
