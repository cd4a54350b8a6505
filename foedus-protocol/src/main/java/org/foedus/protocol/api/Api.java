package org.foedus.protocol.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.round.WorkItem;
import org.foedus.core.rule.Refusal;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.message.Language;
import org.foedus.protocol.message.Messages;

/// Requests and answers. Every failure is an [Problem] with the status of its code.
///
/// | route | who | request → answer |
/// |---|---|---|
/// | `GET /api/v1/hub` | anyone | → envelope of a [Statement] |
/// | `POST /api/v1/session/challenge` | anyone | [ChallengeRequest] → [Challenge] |
/// | `POST /api/v1/session` | anyone | envelope of a [Login] → [Session] |
/// | `POST /api/v1/applications` | anyone | [ApplicationRequest] → [ClaimAnswer] |
/// | `POST /api/v1/claims` | member, operator | [ClaimRequest] → [ClaimAnswer] |
/// | `GET /api/v1/work?wait=60` | node | → [WorkList] |
/// | `GET /api/v1/ledger/entries?from=0&wait=0` | member | → entries, a JSON line each |
/// | `GET /api/v1/ledger/checkpoint` | member | → the note with its cosignatures |
/// | `POST /api/v1/ledger/cosignatures` | member | [Cosignature] → 204 |
/// | `GET /api/v1/ledger/inclusion?index=0&size=1` | member | → [Proof] |
/// | `GET /api/v1/ledger/consistency?from=1&to=2` | member | → [Proof] |
/// | `GET /api/v1/bodies/{digest}` | its readers | → [BodyForm] |
/// | `GET /api/v1/runs/{run}/activity` | member | → [Activity] |
/// | `GET /api/v1/blobs/sha256/{hex}` | its readers | → bytes; `Range: bytes=n-` |
/// | `POST /api/v1/uploads` | member | [UploadRequest] → [UploadAnswer] |
/// | `HEAD /api/v1/uploads/{id}` | who opened it | → `Upload-Offset` |
/// | `PATCH /api/v1/uploads/{id}` | who opened it | bytes at `Upload-Offset` → 204, `Upload-Offset` |
/// | `GET /api/v1/recovery` | any key that signed in | → [Recovery] |
/// | `POST /api/v1/recovery/checkpoint` | any key that signed in | [Shown] → [Recovery] |
/// | `POST /api/v1/recovery/entries` | any key that signed in | [GivenBack] → [Recovery] |
/// | `POST /api/v1/recovery/go-on` | operator | → [Recovery] |
/// | `POST /api/v1/hub/addresses` | operator | [Addresses] → 204 |
public final class Api {
    public static final String PREFIX = "/api/v1";
    public static final int VERSION = 1;

    /// Longest long poll that is granted.
    public static final Duration MAX_WAIT = Duration.ofMinutes(5);

    /// Most bytes of a JSON request by a member.
    public static final int MAX_REQUEST_BYTES = 256 * 1024;

    /// Most bytes of an application, and of a claim by a key that speaks for nobody yet.
    public static final int MAX_APPLICATION_BYTES = 64 * 1024;

    /// Most bytes of the small requests: signing in, cosigning, opening an upload.
    public static final int MAX_SIGN_IN_BYTES = 4 * 1024;

    /// Most entries in one answer.
    public static final int MAX_ENTRIES = 500;

    /// Most bytes of one blob.
    public static final long MAX_BLOB_BYTES = 1L << 40;

    /// Most bytes of entries that are given back in one request; at least one entry goes.
    public static final int MAX_GIVEN_BACK_BYTES = 128 * 1024;

    /// Why bytes that the hub lost come again: the purpose of such an upload.
    public static final String MEND = "mend";

    /// Most uploads that one member may have open.
    public static final int MAX_OPEN_UPLOADS = 64;

    public static final String UPLOAD_OFFSET = "Upload-Offset";

    private Api() {}

    /// A failure.
    ///
    /// @param code of [org.foedus.core.error.ErrorCode]
    /// @param message what exactly failed, in English
    /// @param meaning what the code means, or why the rule refused, in `language`
    /// @param next what to do now, in `language`
    /// @param object what it was about
    /// @param rule of the alliance that refused, by its name in [org.foedus.core.rule.Rule]
    /// @param actor who was refused
    /// @param values for the placeholders of the rule's texts, for clients that have their own
    /// @param language of `meaning` and `next`, the best that the request's `Accept-Language` likes
    public record Problem(
            String code,
            String message,
            String meaning,
            Optional<String> next,
            Optional<String> object,
            Optional<String> rule,
            Optional<String> actor,
            Optional<SortedMap<String, String>> values,
            Language language) {
        public static Problem of(FoedusException failure, Language language) {
            var texts = Messages.in(language);
            var refusal = failure.refusal();
            return new Problem(
                    failure.code().name(),
                    failure.reason(),
                    texts.meaning(failure),
                    texts.next(failure),
                    refusal.map(Refusal::object).filter(o -> !o.isEmpty()),
                    refusal.map(r -> r.rule().name()),
                    refusal.map(Refusal::actor).filter(a -> !a.isEmpty()),
                    refusal.map(Refusal::values).filter(v -> !v.isEmpty()),
                    language);
        }
    }

    /// What the hub says of itself, signed with its identity key.
    ///
    /// @param tlsPins SHA-256 of the SubjectPublicKeyInfo of each TLS key that speaks for the hub
    /// @param alliance leaf hash of the founding entry
    public record Statement(
            PublicKey identity,
            Sha256 alliance,
            String allianceName,
            SortedSet<Sha256> tlsPins,
            List<String> addresses,
            Instant at,
            Instant expires,
            int api,
            String version) {}

    public record ChallengeRequest(PublicKey key) {}

    public record Challenge(PublicKey audience, Bytes nonce, Instant expires) {}

    /// Signed with payload type `application/vnd.foedus.login+json`, never anything else.
    public record Login(PublicKey audience, Bytes nonce, Instant expires) {}

    /// @param token for `Authorization: Bearer …`, until `expires`
    /// @param sequence of the key's newest claim; the next must be above it
    public record Session(
            String token,
            Instant expires,
            String party,
            Optional<MemberId> member,
            Optional<NodeId> node,
            long sequence,
            Instant hubTime) {}

    /// @param code that a browser exchanges at `/session`, once, until `expires`
    public record BrowserCode(String code, Instant expires) {}

    /// A body that goes with a claim, which names it by digest.
    public record BodyForm(Bytes salt, Bytes content, SortedSet<String> readers) {}

    public record ClaimRequest(tools.jackson.databind.JsonNode envelope, List<BodyForm> bodies) {}

    /// @param secret of the invitation, base64url
    public record ApplicationRequest(
            String secret, tools.jackson.databind.JsonNode envelope, List<BodyForm> bodies) {}

    /// @param outcome `accepted`, `repeated` or `discarded`; a rejection is a [Problem]
    /// @param index of the claim's entry, if it has one
    public record ClaimAnswer(String outcome, Optional<Long> index, Optional<String> reason) {}

    /// What a node is asked to do, and which runs want its consent.
    ///
    /// @param size of the ledger, so that a node sees whether its mirror is behind
    /// @param wanted blobs that the hub lost and this node may have
    public record WorkList(
            List<Assignment> items, List<ConsentRequest> consents, long size, List<Wanted> wanted) {
        public WorkList(List<Assignment> items, List<ConsentRequest> consents, long size) {
            this(items, consents, size, List.of());
        }
    }

    /// A blob that the hub should have and has not.
    public record Wanted(Sha256 sha256, long bytes) {}

    /// A work item of a run.
    public record Assignment(RunId run, Sha256 planDigest, WorkItem item) {}

    public record ConsentRequest(RunId run, Sha256 planDigest) {}

    public record Cosignature(long size, String line) {}

    public record Proof(List<Sha256> hashes) {}

    /// How a hub's ledger is being made whole from its members' mirrors.
    ///
    /// @param recovering whether it is; the hub then does nothing else
    /// @param entries in its ledger now
    /// @param root of the tree over them
    /// @param heard nodes whose mirrors hold no more than that
    /// @param awaited the members' other nodes, as far as the ledger names them yet
    /// @param until when the hub goes on without them, if it may
    public record Recovery(
            boolean recovering,
            long entries,
            Sha256 root,
            SortedSet<NodeId> heard,
            SortedSet<NodeId> awaited,
            Optional<Instant> until) {}

    /// What a mirror holds.
    ///
    /// @param checkpoint its newest, signed by the hub; none for an empty mirror
    /// @param entries of the hub's ledger, as the mirror was told
    /// @param proof that the checkpoint extends those (RFC 9162); empty if it is not larger
    public record Shown(Optional<String> checkpoint, long entries, List<Sha256> proof) {}

    /// Entries that the hub lost.
    ///
    /// @param from index of the first
    /// @param proof that the checkpoint extends the ledger with them (RFC 9162)
    public record GivenBack(
            String checkpoint, long from, List<Bytes> entries, List<Sha256> proof) {}

    /// Where the hub can be reached, best first.
    public record Addresses(List<String> addresses) {}

    /// @param purpose a work item's id, `model` for a run to be started, or [#MEND]
    public record UploadRequest(Sha256 sha256, long bytes, String purpose) {}

    public record UploadAnswer(String id, long offset) {}

    /// What is not in the ledger about a run, as the hub sees it now.
    ///
    /// @param waiting what the run waits for
    /// @param reachable nodes heard of lately
    /// @param bytesUp tensor bytes received for the run by node, bytesDown sent
    public record Activity(
            RunId run,
            String waiting,
            SortedSet<NodeId> reachable,
            SortedMap<NodeId, Long> bytesUp,
            SortedMap<NodeId, Long> bytesDown) {}
}
