package org.foedus.core.claim;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.signature.PublicKey;

/// A member's signed statement. The envelope around it says who signed.
public sealed interface Claim
        permits Claim.Invite,
                Claim.Apply,
                Claim.Vote,
                Claim.PublishMandate,
                Claim.StartRun,
                Claim.StopRun,
                Claim.Consent,
                Claim.WorkDone,
                Claim.WorkDeclined,
                Claim.Readiness,
                Claim.ConfirmRecovery,
                Claim.Leave,
                MembershipClaim,
                VotingClaim,
                PartnershipClaim,
                MandateClaim,
                CommuniqueClaim {
    /// Most characters of a reason, which may be empty.
    int MAX_REASON = 500;

    /// Most characters of an applicant's declaration.
    int MAX_DECLARATION = 2000;

    /// What every claim carries inside the signed bytes.
    ///
    /// @param alliance the leaf hash of the founding entry, so that no claim moves between
    ///   alliances
    /// @param sequence grows with every claim of the same key, so that none can be replayed
    /// @param at the signer's clock
    record Header(Sha256 alliance, long sequence, Instant at) {}

    Header header();

    /// Digests of the bodies that go with it.
    default List<Sha256> bodies() {
        return switch (this) {
            case Apply c -> c.contact().stream().toList();
            case WorkDone c -> c.privateMetrics().stream().toList();
            case MembershipClaim.Screen c -> c.reasons().stream().toList();
            case MembershipClaim.Comment c -> List.of(c.text());
            case PartnershipClaim.OfferPartnership c -> c.closedTerms().stream().toList();
            case Invite _,
                    Vote _,
                    PublishMandate _,
                    StartRun _,
                    StopRun _,
                    Consent _,
                    WorkDeclined _,
                    Readiness _,
                    ConfirmRecovery _,
                    Leave _,
                    MembershipClaim.DelegateNode _,
                    MembershipClaim.DelegatePerson _,
                    MembershipClaim.RotateKey _,
                    MembershipClaim.NameGuardian _,
                    MembershipClaim.RevokeKey _,
                    VotingClaim _,
                    PartnershipClaim.SignPartnership _,
                    PartnershipClaim.LeavePartnership _,
                    PartnershipClaim.FoundProgramme _,
                    PartnershipClaim.AddDeliverable _,
                    MandateClaim _,
                    CommuniqueClaim _ ->
                    List.of();
        };
    }

    /// Whoever holds the matching secret may apply, once, until it expires. By the hub or a full
    /// member.
    ///
    /// @param secret hash of the invitation's secret
    /// @param hint whom it is meant for, if anyone in particular
    record Invite(
            Header header,
            Sha256 secret,
            Instant expires,
            Optional<MemberId> hint,
            MemberClass memberClass)
            implements Claim {}

    /// An application, signed by the organisation key, which delegates the node keys in it.
    ///
    /// @param invitation hash of the invitation's secret
    /// @param contact digest of the body with a contact, delegate, deputy and security contact;
    ///   readable by operator and subject
    /// @param declaration what the applicant declares to the members: that it accepts the charter,
    ///   which law binds it; for everyone to read
    record Apply(
            Header header,
            Sha256 invitation,
            MemberId member,
            String legalName,
            String country,
            SortedMap<NodeId, PublicKey> nodes,
            Optional<Sha256> contact,
            Optional<String> declaration)
            implements Claim {
        public Apply {
            nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        }

        public Apply(
                Header header,
                Sha256 invitation,
                MemberId member,
                String legalName,
                String country,
                SortedMap<NodeId, PublicKey> nodes,
                Optional<Sha256> contact) {
            this(header, invitation, member, legalName, country, nodes, contact, Optional.empty());
        }
    }

    record Vote(Header header, MemberId applicant, Choice choice) implements Claim {}

    record PublishMandate(
            Header header,
            MandateId mandate,
            String title,
            String text,
            MemberId lead,
            Instant due,
            List<Mandate.Task> tasks,
            Optional<MandateTerms> terms)
            implements Claim {
        public PublishMandate {
            tasks = List.copyOf(tasks);
        }

        public PublishMandate(
                Header header,
                MandateId mandate,
                String title,
                String text,
                MemberId lead,
                Instant due,
                List<Mandate.Task> tasks) {
            this(header, mandate, title, text, lead, due, tasks, Optional.empty());
        }

        /// What it says.
        public Instruction instruction() {
            return new Instruction(mandate, title, text, lead, due, tasks, terms);
        }
    }

    /// Starts a run under a mandate.
    ///
    /// @param plan with its initial weights, uploaded before
    /// @param planDigest SHA-256 of the plan's canonical bytes
    record StartRun(Header header, RunId run, RunPlan plan, Sha256 planDigest) implements Claim {
        public StartRun {
            if (plan.model().initial().isEmpty()) {
                throw new FoedusException(
                        ErrorCode.BAD_PLAN,
                        "model.initial: expected digest and size of the initial weights, so that"
                                + " nodes consent to them");
            }
        }

        /// The initial weights.
        public Sha256 model() {
            return plan.model().initial().orElseThrow().sha256();
        }

        /// Their size.
        public long modelBytes() {
            return plan.model().initial().orElseThrow().bytes();
        }
    }

    record StopRun(Header header, RunId run, String reason) implements Claim {}

    /// A node's consent to a plan, by its digest, or its refusal or withdrawal.
    ///
    /// @param by the rule of the node's policy that decided, or `owner`
    /// @param revealsUpdates that a round may close with so few members that another can compute
    ///   this one's update
    record Consent(
            Header header,
            RunId run,
            Sha256 planDigest,
            Decision decision,
            String by,
            String reason,
            Optional<RunPlan.Acceptance> revealsUpdates)
            implements Claim {
        /// One that accepts nothing beyond the plan.
        public Consent(
                Header header,
                RunId run,
                Sha256 planDigest,
                Decision decision,
                String by,
                String reason) {
            this(header, run, planDigest, decision, by, reason, Optional.empty());
        }
    }

    enum Decision {
        GRANTED,
        REFUSED,
        WITHDRAWN
    }

    /// A work item done.
    ///
    /// @param outputs by name; a training item has `delta`
    /// @param examples trained on or evaluated
    /// @param metrics that everyone may see; an evaluation has `accuracy` in [0, 1] and `loss` in
    ///   nats
    /// @param privateMetrics digest of the body with metrics that only some may see
    record WorkDone(
            Header header,
            WorkItemId work,
            SortedMap<String, Output> outputs,
            long examples,
            SortedMap<String, Double> metrics,
            Optional<Sha256> privateMetrics)
            implements Claim {
        public WorkDone {
            outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
            metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        }
    }

    /// A work item that the node will not do.
    ///
    /// @param unable there where it could not do any other of the run either, until what the reason
    ///   names has changed: the node is asked for no update before; absent where it tried and
    ///   failed
    record WorkDeclined(Header header, WorkItemId work, String reason, Optional<Unable> unable)
            implements Claim {
        /// One that says nothing about other work.
        public WorkDeclined(Header header, WorkItemId work, String reason) {
            this(header, work, reason, Optional.empty());
        }
    }

    /// For how long a node can't do a run's work.
    ///
    /// @param until it can again, for what ends by itself; else it says so by a [Readiness]
    record Unable(Optional<Instant> until) {}

    /// Whether a node that consented to a run can train for it: said when that has changed, so that
    /// no round is opened with who would decline.
    ///
    /// @param reason why it can't; empty where it can
    record Readiness(Header header, RunId run, boolean able, String reason) implements Claim {}

    /// A full member agrees that the alliance goes on from a recovery for which not every node was
    /// heard.
    ///
    /// @param recovery leaf hash of its entry
    record ConfirmRecovery(Header header, Sha256 recovery) implements Claim {}

    /// The member leaves the alliance, or an applicant takes its application back.
    record Leave(Header header, String reason) implements Claim {}
}
