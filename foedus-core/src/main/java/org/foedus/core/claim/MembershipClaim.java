package org.foedus.core.claim;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Right;
import org.foedus.core.alliance.Screening;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.ProposalId;

/// Claims about applicants, members and their keys.
public sealed interface MembershipClaim extends Claim {
    /// Most characters of a comment.
    int MAX_COMMENT = 8000;

    /// A decision on record of whether the law lets the alliance have an applicant.
    ///
    /// @param reasons digest of the body with the reasons, for operator and subject
    record Screen(
            Header header,
            MemberId applicant,
            Screening.Result result,
            String method,
            Optional<Sha256> reasons)
            implements MembershipClaim {}

    /// A remark on an application or on a proposal: one of the two.
    ///
    /// @param text digest of the body with the text, which members may read
    record Comment(
            Header header, Optional<MemberId> applicant, Optional<ProposalId> proposal, Sha256 text)
            implements MembershipClaim {}

    /// A node's key, new or in the place of another.
    ///
    /// @param overlap until when the key that it replaces holds, too
    record DelegateNode(Header header, NodeId node, PublicKey key, Instant overlap)
            implements MembershipClaim {}

    /// A person's key, new or in the place of another.
    ///
    /// @param name of the person or the role, unique in the organisation
    record DelegatePerson(
            Header header, String name, PublicKey key, SortedSet<Right> rights, Instant overlap)
            implements MembershipClaim {
        public DelegatePerson {
            rights = Collections.unmodifiableSortedSet(new TreeSet<>(rights));
        }
    }

    /// Another organisation key.
    ///
    /// @param proof the new key's signature over [org.foedus.core.alliance.KeyProof]
    /// @param overlap until when the old one holds, too
    record RotateKey(Header header, PublicKey key, Bytes proof, Instant overlap)
            implements MembershipClaim {}

    /// The key that must agree before others give this member another organisation key; its holder
    /// is no member and signs nothing else.
    ///
    /// @param key none any more, if empty
    record NameGuardian(Header header, Optional<PublicKey> key) implements MembershipClaim {}

    /// One of the member's keys is worth nothing from now on.
    record RevokeKey(Header header, PublicKey key, String reason) implements MembershipClaim {}
}
