package org.foedus.protocol.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.foedus.core.alliance.Application.Phase;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.alliance.Member.Status;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Screening.Result;
import org.foedus.core.claim.Claim;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Extension;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Mark;
import org.foedus.core.partnership.Partnership.Results;
import org.foedus.core.partnership.Partnership.Terms;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme.Deliverable;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Majority;
import org.foedus.core.vote.Matter.Audience;
import org.foedus.core.vote.Poll.Standing;
import org.foedus.core.vote.Poll.Tally;
import org.foedus.core.vote.Proposal.Outcome;
import org.foedus.core.vote.ProposalId;
import org.foedus.core.vote.VotingRule.Electors;

/// The alliance as its ledger tells it, for programs that read. Lists come in pages: `next` is what
/// to give as `after` for the following one, `size` the ledger's size when it was read.
///
/// | route | answer |
/// |---|---|
/// | `GET /api/v1/alliance` | [Alliance] |
/// | `GET /api/v1/members`, `/members/{id}` | [Members], [Member] |
/// | `GET /api/v1/applications` | [Applications] |
/// | `GET /api/v1/proposals`, `/proposals/{id}` | [Proposals], [Proposal] |
/// | `GET /api/v1/partnerships` | [Partnerships] |
/// | `GET /api/v1/programmes` | [Programmes] |
/// | `GET /api/v1/mandates`, `/mandates/{id}` | [Mandates], [MandateDetail] |
/// | `GET /api/v1/runs`, `/runs/{id}` | [Runs], [RunDetail] |
/// | `GET /api/v1/models` | [Models] |
/// | `GET /api/v1/communiques`, `/communiques/{id}` | [Communiques], [Communique] |
/// | `GET /api/v1/ledger/search` | [LedgerEntries] |
/// | `GET /api/v1/ledger/entries/{index}` | [ProvenEntry] |
/// | `GET /api/v1/inbox` | [InboxView] |
public final class Views {
    /// Most items of one page.
    public static final int MAX_ITEMS = 200;

    private Views() {}

    /// @param id leaf hash of the founding entry
    /// @param charterDigest SHA-256 of the charter's canonical JSON
    /// @param counters how many there are, by name
    /// @param size of the ledger
    /// @param at time of its newest entry
    public record Alliance(
            Sha256 id,
            String name,
            MemberId lead,
            int charterVersion,
            Sha256 charterDigest,
            Charter charter,
            List<String> addresses,
            SortedMap<String, Long> counters,
            long size,
            Instant at) {}

    /// @param connected whether one of its nodes was ever heard of
    /// @param nodes for members to read only
    public record Member(
            MemberId id,
            String legalName,
            String country,
            MemberClass memberClass,
            Status status,
            boolean lead,
            boolean votes,
            boolean connected,
            Instant since,
            SortedSet<NodeId> nodes) {}

    public record Members(List<Member> items, Optional<String> next, long size) {}

    /// @param remarks how many comments there are
    public record Application(
            MemberId id,
            String legalName,
            String country,
            MemberClass memberClass,
            Phase phase,
            Instant at,
            Optional<Screening> screening,
            Optional<Instant> commentUntil,
            Optional<Vote> vote,
            int remarks,
            Optional<Instant> ended,
            Optional<String> declaration) {}

    public record Screening(MemberId by, Instant at, Result result, String method) {}

    public record Applications(List<Application> items, Optional<String> next, long size) {}

    /// @param quorum the part of the electorate that must vote, as it is now
    /// @param minYes least number of organisations that must say yes
    /// @param fallback whether every active member votes, since nobody else could
    /// @param electorate who may vote, with the weight of each
    /// @param standing what the votes make now
    public record Vote(
            Majority majority,
            String quorum,
            int minYes,
            Electors electors,
            boolean fallback,
            SortedMap<MemberId, Integer> electorate,
            SortedSet<MemberId> recused,
            SortedMap<MemberId, Choice> votes,
            Tally tally,
            Standing standing,
            Instant opened,
            Instant closes,
            int extensions) {}

    /// @param matter what it would do; which fields there are depends on `kind`
    public record Proposal(
            ProposalId id,
            MemberId by,
            Instant at,
            String title,
            String text,
            Subject matter,
            Vote vote,
            Outcome outcome,
            int remarks) {}

    /// What a proposal is about.
    ///
    /// @param replaces version of the charter that a new one would replace
    /// @param charter the new one
    /// @param mandate that would be published
    /// @param key that a member would get in the place of a lost one
    public record Subject(
            Kind kind,
            Optional<MemberId> member,
            Optional<Integer> replaces,
            Optional<Charter> charter,
            Optional<MandateId> mandate,
            Optional<RunId> run,
            Optional<Audience> audience,
            Optional<String> alliance,
            Optional<PublicKey> key) {}

    public record Proposals(List<Proposal> items, Optional<String> next, long size) {}

    /// @param signed who signed, and when
    /// @param terms if they are open
    /// @param closedTerms digest of the body with the terms, if only the partners may read them
    public record Partnership(
            PartnershipId id,
            MemberId offeredBy,
            Sha256 offer,
            Instant at,
            SortedSet<MemberId> members,
            SortedMap<MemberId, Instant> signed,
            Instant until,
            Results results,
            org.foedus.core.partnership.Partnership.Status status,
            Optional<Terms> terms,
            Optional<Sha256> closedTerms,
            Optional<Instant> inForce,
            Optional<Instant> ended) {}

    public record Partnerships(List<Partnership> items, Optional<String> next, long size) {}

    /// @param status what its mandates make of it
    public record Programme(
            ProgrammeId id,
            String title,
            String goal,
            MemberId lead,
            Optional<PartnershipId> partnership,
            Instant at,
            org.foedus.core.partnership.Programme.Status status,
            SortedSet<MandateId> mandates,
            List<Deliverable> deliverables) {}

    public record Programmes(List<Programme> items, Optional<String> next, long size) {}

    /// @param marks what the clock says: computed, never set
    /// @param due as published
    /// @param dueNow with the extensions that were granted
    /// @param verified tasks that someone other than their executor verified
    public record Mandate(
            MandateId id,
            String title,
            MemberId lead,
            MemberId issuer,
            MandateStatus status,
            SortedSet<Mark> marks,
            Instant publishedAt,
            Instant due,
            Instant dueNow,
            Optional<ProgrammeId> programme,
            int tasks,
            int verified) {}

    public record Mandates(List<Mandate> items, Optional<String> next, long size) {}

    /// A mandate with all that happened to it.
    ///
    /// @param basis the proposal by which it was decided; the charter's authority if none
    /// @param reports the newest 100, in order
    public record MandateDetail(
            Mandate mandate,
            String text,
            Optional<ProposalId> basis,
            Optional<MandateTerms> terms,
            List<Task> tasks,
            List<Report> reports,
            List<Extension> extensions,
            SortedSet<RunId> runs) {}

    /// What a member reported under a mandate.
    ///
    /// @param number from 1, in the mandate
    /// @param task the number of the task that it is about; the whole mandate if none
    /// @param evidence digests of what shows it: models, documents
    public record Report(
            int number,
            MemberId by,
            Instant at,
            Optional<Integer> task,
            org.foedus.core.mandate.Report.Progress progress,
            String text,
            List<Sha256> evidence,
            Optional<org.foedus.core.mandate.Report.Check> check) {}

    /// @param number from 1, in the mandate
    public record Task(
            int number,
            String title,
            MemberId executor,
            Instant due,
            Instant dueNow,
            boolean reportedDone,
            boolean verified) {}

    /// @param status `active`, `finished`, `stopped` or `failed`
    /// @param published versions
    /// @param accuracy of the newest version, if it was measured
    public record Run(
            RunId id,
            MandateId mandate,
            Optional<PartnershipId> partnership,
            MemberId startedBy,
            Instant startedAt,
            String purpose,
            String architecture,
            String status,
            int rounds,
            int published,
            Optional<Double> accuracy) {}

    public record Runs(List<Run> items, Optional<String> next, long size) {}

    /// @param consents the last word of each node
    /// @param history rounds, in order
    public record RunDetail(
            Run run,
            Sha256 planDigest,
            Sha256 model,
            long modelBytes,
            SortedMap<NodeId, Claim.Decision> consents,
            List<Round> history) {}

    /// @param state `collecting`, `folding`, `published` or `failed`
    /// @param cohort nodes that were asked
    /// @param model that it published
    public record Round(
            int number,
            String state,
            Instant openedAt,
            SortedSet<NodeId> cohort,
            Optional<Sha256> model,
            Optional<Double> accuracy) {}

    /// The newest version of a run.
    public record Model(
            RunId run,
            int version,
            Sha256 sha256,
            long bytes,
            String architecture,
            Optional<Double> accuracy) {}

    public record Models(List<Model> items, Optional<String> next, long size) {}

    /// @param language of the authentic text
    /// @param texts by language
    /// @param entry index of the entry that published it
    public record Communique(
            CommuniqueId id,
            MemberId by,
            org.foedus.core.communique.Communique.Voice voice,
            String language,
            SortedMap<String, org.foedus.core.communique.Communique.Text> texts,
            Optional<org.foedus.core.communique.Communique.About> about,
            org.foedus.core.communique.Communique.Audience audience,
            Instant at,
            long entry,
            org.foedus.core.communique.Communique.Status status,
            Optional<org.foedus.core.communique.Communique.Withdrawal> withdrawal) {}

    public record Communiques(List<Communique> items, Optional<String> next, long size) {}

    /// @param leaf its leaf hash
    /// @param signer whose claim it is; none for what the hub stated, or where only members may
    ///   know
    /// @param text what it says, in English, where the reader may know
    public record LedgerEntry(
            long index,
            Instant at,
            String type,
            Sha256 leaf,
            Optional<String> signer,
            Optional<String> text) {}

    /// @param items the newest first
    /// @param next what to give as `before` for older ones
    /// @param searched how many entries were looked through, from the first on
    public record LedgerEntries(
            List<LedgerEntry> items, Optional<Long> next, long searched, long size) {}

    /// @param bytes exactly as they stand in the ledger, where the reader may see them
    /// @param proof none while no checkpoint has the entry
    public record ProvenEntry(
            LedgerEntry entry, Optional<Bytes> bytes, Optional<Inclusion> proof, long size) {}

    /// @param size entries that the checkpoint stands for
    /// @param hashes from the leaf up to `root` (RFC 9162, section 2.1.3)
    /// @param checkpoint the signed note with its cosignatures
    public record Inclusion(
            long size, Sha256 root, List<Sha256> hashes, String checkpoint, PublicKey hubKey) {}

    /// What waits for a member, the most urgent first.
    public record InboxView(MemberId member, List<InboxItem> items, long size) {}

    /// @param subject id of what it is about
    /// @param number of the task, report or extension in a mandate
    public record InboxItem(
            Inbox.Kind kind,
            String subject,
            Optional<Integer> number,
            Instant since,
            Optional<Instant> due,
            boolean overdue) {}
}
