package org.foedus.core.rule;

import java.util.TreeMap;
import org.foedus.core.claim.Verdict;
import org.foedus.core.error.ErrorCode;

/// Every rule that can refuse a claim. The name is stable: part of the wire and of translations.
///
/// In the texts `{object}` is what the claim was about, `{actor}` who signed it, and other names in
/// braces are values of the case.
public enum Rule {
    // who signs
    SIGNATURE(
            ErrorCode.BAD_SIGNATURE,
            "the signature does not fit the claim",
            "sign the exact bytes of the claim again with the key that the envelope names"),
    ALLIANCE(
            ErrorCode.WRONG_ALLIANCE,
            "the claim names another alliance",
            "use the identity of this alliance: GET /api/v1/hub"),
    SEQUENCE(
            ErrorCode.BAD_SEQUENCE,
            "sequence {found}: expected one above {newest}",
            "sign the claim again with a higher sequence"),
    CLOCK(
            ErrorCode.CLOCK_SKEW,
            "the claim was signed at {signed}, the hub's clock says {now}: set the clock",
            "set the clock of the machine that signs, and sign again"),
    RECOVERY_FIRST(
            ErrorCode.RECOVERING,
            "the hub's ledger was recovered without every node's mirror: nothing else counts until"
                    + " the members confirm it",
            "foedus recovery show"),
    TEXT(ErrorCode.BAD_REQUEST, "{detail}", "correct the text and sign again"),
    UNKNOWN_KEY(
            ErrorCode.NOT_ALLOWED,
            "no member signs with this key",
            "use the key of the organisation, the person or the node that was admitted"),
    KEY_NO_LONGER_HOLDS(
            ErrorCode.NOT_ALLOWED,
            "this key of {member} was revoked or replaced",
            "use the member's present key"),
    SUSPENDED(
            ErrorCode.NOT_ALLOWED,
            "{member} is suspended: until it is reinstated it may only leave, and stop a proposal"
                    + " that would replace its key",
            "ask a member to propose its reinstatement: foedus propose reinstate {member}"),
    NO_LONGER_MEMBER(
            ErrorCode.NOT_ALLOWED,
            "{member} is no longer a member ({status})",
            "apply again with a new invitation"),
    ORGANISATION_KEY(
            ErrorCode.NOT_ALLOWED,
            "only an organisation key may do this",
            "sign with the organisation key"),
    PERSON_RIGHT(
            ErrorCode.NOT_ALLOWED,
            "this key has no right to sign this for its organisation: it needs {right}",
            "sign with the organisation key, or have it delegate the right"),
    NODE_KEY(
            ErrorCode.NOT_ALLOWED,
            "consent and work are a node's, signed with its key",
            "let the node sign: foedus node approve, refuse or withdraw"),
    // invitations and applications
    KEY_IN_USE(
            ErrorCode.ALREADY_EXISTS,
            "the key of {object} is known already",
            "make a new key; no key serves twice"),
    NODE_NAME_TAKEN(
            ErrorCode.ALREADY_EXISTS, "a node is called {object} already", "choose another name"),
    MEMBER_ID_TAKEN(
            ErrorCode.ALREADY_EXISTS, "{object} is a member or has applied", "choose another id"),
    NO_INVITATION(ErrorCode.BAD_INVITATION, "no such invitation", "ask for a new invitation"),
    INVITATION_USED(
            ErrorCode.INVITATION_USED, "the invitation was used", "ask for a new invitation"),
    INVITATION_EXPIRED(
            ErrorCode.INVITATION_EXPIRED,
            "the invitation expired at {expired}",
            "ask for a new invitation"),
    INVITATION_FOR_OTHER(
            ErrorCode.BAD_INVITATION,
            "the invitation is for {hint}, not {object}",
            "use the invitation that is for {object}"),
    INVITATION_EXISTS(ErrorCode.ALREADY_EXISTS, "this invitation exists", "make another secret"),
    INVITATIONS_OPEN(
            ErrorCode.TOO_MANY,
            "{actor} has {most} invitations open: unused, or of applications that are undecided",
            "wait until one is decided, or expires"),
    MAY_INVITE(
            ErrorCode.NOT_ALLOWED,
            "only the operator and voting members may invite",
            "ask a voting member for the invitation"),
    MAY_INVITE_FOUNDERS(
            ErrorCode.NOT_ALLOWED,
            "only the operator invites founding members: {actor} may invite others",
            "invite it as a full member, or ask the operator"),
    CLASS_NOT_IN_CHARTER(
            ErrorCode.BAD_REQUEST,
            "the charter has no members of class {found}",
            "choose one of {expected}"),
    LEAD_FIRST(
            ErrorCode.WRONG_STATE,
            "nobody can vote yet: the lead, {lead}, must join first",
            "wait until {lead} has joined"),
    NODES_OF_APPLICATION(
            ErrorCode.BAD_REQUEST,
            "nodes: expected 1 to {most} node keys, found {found}",
            "name at least one node"),
    TOO_SOON(
            ErrorCode.WRONG_STATE,
            "{object} was rejected or expelled at {ended}: it may apply again from {from} on",
            "apply again after {from}"),
    NO_APPLICATION(
            ErrorCode.NOT_FOUND, "no application of {object}", "foedus members --applications"),
    APPLICATION_DECIDED(
            ErrorCode.WRONG_STATE,
            "the application of {object} is decided already",
            "nothing is to be done"),
    NOT_YET_VOTING(
            ErrorCode.WRONG_STATE,
            "the application of {object} is not put to the vote yet: it is in {phase}",
            "wait until the vote opens"),
    MAY_SCREEN(
            ErrorCode.NOT_ALLOWED,
            "the charter does not let {actor} record how an applicant was screened",
            "ask one of the screeners that the charter names, or the lead"),
    SCREEN_OWN(
            ErrorCode.NOT_ALLOWED,
            "nobody screens itself",
            "let another screener record the decision"),
    SCREENING_NEEDED(
            ErrorCode.WRONG_STATE,
            "the charter admits nobody that was not screened",
            "record a screening that found it clear, or flagged"),
    SCREENING_OVER(
            ErrorCode.WRONG_STATE,
            "the application of {object} is past its review",
            "vote on it, or say it in a comment"),
    ONE_SUBJECT(
            ErrorCode.BAD_REQUEST,
            "expected an applicant or a proposal, one of the two",
            "name one of the two"),
    // votes
    NO_PROPOSAL(ErrorCode.NOT_FOUND, "no proposal {object}", "foedus proposals"),
    PROPOSAL_EXISTS(ErrorCode.ALREADY_EXISTS, "proposal {object} exists", "choose another id"),
    PROPOSAL_DECIDED(
            ErrorCode.WRONG_STATE,
            "proposal {object} is {outcome} already",
            "nothing is to be done; a new proposal may ask again"),
    VOTE_CLOSED(
            ErrorCode.WRONG_STATE,
            "the vote on {object} closed at {closed}",
            "nothing is to be done: what came later does not count"),
    VOTE_CERTAIN(
            ErrorCode.WRONG_STATE,
            "the vote on {object} is certain: nothing that is still out can change it",
            "nothing is to be done: the decision is about to be written"),
    NOT_IN_ELECTORATE(
            ErrorCode.NOT_ALLOWED,
            "{actor} was not among the voters when the vote on {object} opened",
            "only those may vote who could when it opened: foedus proposal show"),
    CONFLICT_OF_INTEREST(
            ErrorCode.NOT_ALLOWED,
            "{actor} has a conflict of interest in {object}",
            "nothing is to be done: the others decide"),
    MAY_PROPOSE(
            ErrorCode.NOT_ALLOWED,
            "only members that vote may put a question to the vote",
            "ask a voting member to propose it"),
    PROPOSAL_SUBJECT(
            ErrorCode.NOT_FOUND,
            "{object} is no member that this could be decided about: {found}",
            "foedus members"),
    CHARTER_VERSION(
            ErrorCode.WRONG_STATE,
            "the charter is at version {now}, the proposal replaces version {found}",
            "propose the change against version {now}"),
    LEAD_IN_CHARTER(
            ErrorCode.BAD_CHARTER,
            "the new charter's lead, {object}, is no voting member",
            "name a voting member as lead"),
    OWN_PROPOSAL(
            ErrorCode.NOT_ALLOWED,
            "only {proposer}, who put it, may withdraw proposal {object}",
            "vote no"),
    FORMER_MEMBER(
            ErrorCode.ALREADY_EXISTS,
            "{object} was a member: it applies again with new keys, and other names for its nodes",
            "foedus join INVITATION --member {object} --node {node} --home OTHER: a new folder"
                    + " makes new keys"),
    TOO_FEW_TO_RECOVER(
            ErrorCode.NOT_ALLOWED,
            "{object} gets no other key by this vote: {least} others must say yes, and {others} may"
                    + " vote",
            "a guardian that {object} named may agree in the place of the second; where it named"
                    + " none (foedus key guardian), it leaves or is expelled, and applies again"
                    + " with a new key"),
    GUARDIAN_PROOF(
            ErrorCode.NOT_ALLOWED,
            "{object} gets no other key without a signature of the guardian that it named:"
                    + " {guardian}",
            "the guardian runs: foedus key vouch {object} --alliance {alliance} --old {old} --new"
                    + " {new} --file KEY, and its answer goes into foedus propose recover"
                    + " --guardian"),
    NOT_THE_KEY_AT_STAKE(
            ErrorCode.NOT_ALLOWED,
            "proposal {object} would not replace the key that signed this",
            "only the member whose organisation key it would replace stops it, with that key;"
                    + " others vote no"),
    // partnerships and programmes
    PARTNERSHIP_EXISTS(
            ErrorCode.ALREADY_EXISTS, "partnership {object} exists", "choose another id"),
    NO_PARTNERSHIP(ErrorCode.NOT_FOUND, "no partnership {object}", "foedus partnership list"),
    PARTNERS_COUNT(
            ErrorCode.BAD_REQUEST,
            "a partnership has 2 to {most} members, among them who offers it",
            "name the members"),
    PARTNER_UNFIT(
            ErrorCode.NOT_ALLOWED,
            "{member} may not be a partner: {found}",
            "name active members that are no observers"),
    NOT_A_PARTNER(
            ErrorCode.NOT_ALLOWED,
            "{actor} is not named in partnership {object}",
            "ask its members for a new partnership"),
    OTHER_OFFER(
            ErrorCode.DIGEST_MISMATCH,
            "the signature is under another offer than that of partnership {object}",
            "read the offer in the ledger and sign it"),
    SIGNED_ALREADY(
            ErrorCode.WRONG_STATE,
            "{actor} has signed partnership {object} already",
            "nothing is to be done"),
    PARTNERSHIP_OVER(
            ErrorCode.WRONG_STATE, "partnership {object} is {status}", "offer a new partnership"),
    TERMS_ONCE(
            ErrorCode.BAD_REQUEST,
            "a partnership has open terms or closed terms, one of the two",
            "give one of the two"),
    PARTNERSHIP_NOT_IN_FORCE(
            ErrorCode.WRONG_STATE,
            "partnership {object} is not in force: it is {status}",
            "wait until each member has signed it"),
    OUTSIDE_PARTNERSHIP(
            ErrorCode.NOT_ALLOWED,
            "{found} does not belong to partnership {object}",
            "take part by a partnership that includes it"),
    PROGRAMME_EXISTS(ErrorCode.ALREADY_EXISTS, "programme {object} exists", "choose another id"),
    NO_PROGRAMME(ErrorCode.NOT_FOUND, "no programme {object}", "foedus programme list"),
    MAY_FOUND_PROGRAMME(
            ErrorCode.NOT_ALLOWED,
            "only members that vote, or the partners of its partnership, may found a programme",
            "ask one of them"),
    MAY_ADD_DELIVERABLE(
            ErrorCode.NOT_ALLOWED,
            "only the lead of programme {object}, or of one of its mandates, may add to it",
            "ask one of them"),
    // mandates
    MAY_ISSUE(
            ErrorCode.NOT_ALLOWED,
            "the charter does not let this key publish mandates",
            "propose it to the vote: foedus propose mandate"),
    MANDATE_EXISTS(ErrorCode.ALREADY_EXISTS, "mandate {object} exists", "choose another id"),
    NO_MANDATE(ErrorCode.NOT_FOUND, "no mandate {object}", "foedus mandate list"),
    MANDATE_LEAD(
            ErrorCode.NOT_FOUND,
            "lead: {object} is no active member",
            "name one active member as lead"),
    EXECUTOR_UNKNOWN(
            ErrorCode.NOT_FOUND, "executor: {object} is no active member", "name active members"),
    DUE_PAST(
            ErrorCode.BAD_REQUEST,
            "{object}: expected a time to come, found {found}",
            "give a later time"),
    SUPERSEDES(
            ErrorCode.NOT_ALLOWED,
            "mandate {object} can be superseded only by its issuer, while it is open",
            "leave out supersedes"),
    MANDATE_STEP(
            ErrorCode.WRONG_STATE,
            "mandate {object} is {status}: {event} is not possible",
            "foedus mandate show {object}"),
    MANDATE_LEAD_ONLY(
            ErrorCode.NOT_ALLOWED,
            "only {lead}, the lead of mandate {object}, may do this",
            "ask {lead}"),
    MANDATE_ISSUER_ONLY(
            ErrorCode.NOT_ALLOWED,
            "only {issuer}, the issuer of mandate {object}, may do this",
            "ask {issuer}"),
    MANDATE_BY_VOTE(
            ErrorCode.NOT_ALLOWED,
            "the alliance decided mandate {object} by a vote ({proposal}): only a vote ends it",
            "propose another in its place: foedus propose mandate, with supersedes"),
    LEAD_STAYS(
            ErrorCode.NOT_ALLOWED,
            "{object} leads the alliance and can't leave it without a lead",
            "propose a charter that names another lead: foedus propose amend"),
    EXECUTOR_ONLY(
            ErrorCode.NOT_ALLOWED,
            "{actor} has no part in {object}: only its lead and its executors report",
            "ask the lead to report"),
    NO_TASK(ErrorCode.NOT_FOUND, "the mandate has no task {object}", "foedus mandate show"),
    NO_REPORT(ErrorCode.NOT_FOUND, "the mandate has no report {object}", "foedus mandate show"),
    NOTHING_TO_CHECK(
            ErrorCode.WRONG_STATE,
            "report {object} waits for no check",
            "only a report that says done is checked, and once"),
    FOUR_EYES(
            ErrorCode.NOT_ALLOWED,
            "{actor} had a part in it: someone else must decide",
            "ask another voting member"),
    FINDING_OF_TASK(
            ErrorCode.BAD_REQUEST,
            "a task is verified or returned; {found} is for a whole mandate",
            "choose verified or returned"),
    NO_EXTENSION(
            ErrorCode.NOT_FOUND,
            "the mandate has no extension {object} that waits for an answer",
            "foedus mandate show"),
    EXTENSION_EARLIER(
            ErrorCode.BAD_REQUEST,
            "an extension goes beyond the due date {due}, found {found}",
            "ask for a later date"),
    EXTENSION_OPEN(
            ErrorCode.WRONG_STATE,
            "extension {object} waits for its answer already",
            "wait for the answer"),
    // communiqués
    COMMUNIQUE_EXISTS(ErrorCode.ALREADY_EXISTS, "communiqué {object} exists", "choose another id"),
    NO_COMMUNIQUE(ErrorCode.NOT_FOUND, "no communiqué {object}", "foedus communique list"),
    ALLIANCE_VOICE(
            ErrorCode.NOT_ALLOWED,
            "only {lead}, the lead, speaks in the alliance's name",
            "publish it in your own name, or ask {lead}"),
    COMMUNIQUE_ABOUT(
            ErrorCode.NOT_FOUND,
            "about: the alliance knows no {object}",
            "name a mandate, run, proposal or partnership that exists, or leave it out"),
    COMMUNIQUE_OF_OTHER(
            ErrorCode.NOT_ALLOWED,
            "only {publisher}, who published communiqué {object}, may withdraw it",
            "ask {publisher}"),
    COMMUNIQUE_WITHDRAWN(
            ErrorCode.WRONG_STATE,
            "communiqué {object} is withdrawn already",
            "nothing is to be done"),
    // keys
    KEY_PROOF(
            ErrorCode.BAD_SIGNATURE,
            "the new key did not sign that it takes the place of the old one",
            "sign the proof with the new key"),
    OVERLAP(
            ErrorCode.BAD_REQUEST,
            "overlap: expected a time from now to {most}, found {found}",
            "give an earlier time"),
    TOO_MANY_KEYS(
            ErrorCode.TOO_MANY, "{actor} has {most} keys of this kind already", "revoke one first"),
    NOT_ITS_KEY(
            ErrorCode.NOT_FOUND,
            "this is no key of a node or person of {actor}, nor an old one",
            "foedus key list"),
    REVOKE_LAST(
            ErrorCode.NOT_ALLOWED,
            "the organisation key is not revoked but replaced",
            "foedus key rotate; if it is lost, have a voting member propose a recovery"),
    // recovery of the ledger
    NO_RECOVERY(
            ErrorCode.NOT_FOUND,
            "no such recovery in this ledger, or a newer one took its place",
            "foedus recovery show"),
    MAY_CONFIRM(
            ErrorCode.NOT_ALLOWED,
            "only voting members confirm a recovery, with their organisation key",
            "ask a voting member"),
    NOTHING_TO_CONFIRM(
            ErrorCode.WRONG_STATE, "there is nothing to confirm", "nothing is to be done"),
    // runs
    NO_RUN(ErrorCode.NOT_FOUND, "no run {object}", "foedus run list"),
    RUN_EXISTS(ErrorCode.ALREADY_EXISTS, "run {object} exists", "choose another id"),
    RUNS_ACTIVE(
            ErrorCode.TOO_MANY,
            "{actor} has {most} runs under way already",
            "stop one first, or wait until one is finished"),
    RUN_LEAD(
            ErrorCode.NOT_ALLOWED,
            "only the lead of mandate {object} may start or stop a run under it",
            "ask {lead}"),
    RUN_OVER(ErrorCode.WRONG_STATE, "run {object} is {status}", "start a new run"),
    MANDATE_OVER(
            ErrorCode.WRONG_STATE,
            "mandate {object} is {status}: no run starts under it",
            "start the run under an open mandate"),
    PLAN_NODE(
            ErrorCode.BAD_PLAN,
            "{field}: no member has a node {object}",
            "name a node that takes part"),
    PLAN_MEMBER(ErrorCode.BAD_PLAN, "{field}: {object} is no member", "name active members"),
    START_MODEL(
            ErrorCode.NOT_FOUND,
            "model {object}: no new one that the lead uploaded as a model, and none that everyone"
                    + " may read whom the run may ask",
            "upload the model, or name a version that all of them may read; if these bytes are"
                    + " refused still, use another seed"),
    OTHER_PLAN(
            ErrorCode.DIGEST_MISMATCH,
            "the plan of run {object} is another one",
            "review the plan that the ledger holds; a changed plan is a new consent"),
    REVEALS_UPDATES(
            ErrorCode.NOT_ALLOWED,
            "a round of run {object} may close with {min} members' updates, from which another can"
                    + " compute this node's update exactly: the consent must accept that",
            "foedus node review, then foedus node approve {object} --reveals-updates, or refuse"),
    NOTHING_TO_CHANGE(ErrorCode.WRONG_STATE, "there is nothing to change", "nothing is to be done"),
    WORK_OF_OTHER(
            ErrorCode.WRONG_WORK_ITEM,
            "{object} is another node's work item",
            "answer only what the node was asked"),
    NO_WORK(ErrorCode.NOT_FOUND, "no work item {object}", "ask for work again"),
    CONSENT_NOT_IN_FORCE(
            ErrorCode.NOT_ALLOWED,
            "the node's consent is not in force",
            "foedus node review, then approve"),
    OUTPUTS(ErrorCode.BAD_UPDATE, "{detail}", "send what the work item asks for");

    private final ErrorCode code;
    private final String why;
    private final String next;

    Rule(ErrorCode code, String why, String next) {
        this.code = code;
        this.why = why;
        this.next = next;
    }

    public ErrorCode code() {
        return code;
    }

    /// Why it refuses, in English, with placeholders.
    public String why() {
        return why;
    }

    /// What to do next, in English, with placeholders.
    public String next() {
        return next;
    }

    /// Refuses.
    ///
    /// @param object what the claim was about
    /// @param values names and values for the other placeholders, by turns
    public Verdict.Rejected refuse(Object object, Object... values) {
        var named = new TreeMap<String, String>();
        for (int i = 0; i + 1 < values.length; i += 2) {
            named.put(values[i].toString(), values[i + 1].toString());
        }
        return new Verdict.Rejected(new Refusal(this, object.toString(), "", named));
    }
}
