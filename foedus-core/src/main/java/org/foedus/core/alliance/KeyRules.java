package org.foedus.core.alliance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.rule.Rule;
import org.foedus.core.signature.PublicKey;

/// The part of [Rules] about keys: delegation, rotation with overlap, revocation. Only an
/// organisation key says who else signs.
final class KeyRules {
    /// Longest that an old key holds beside the new one.
    static final Duration MAX_OVERLAP = Duration.ofDays(90);

    private KeyRules() {}

    static Verdict judgeNode(Case in, MembershipClaim.DelegateNode c) {
        var member = member(in);
        if (member.isEmpty()) {
            return in.organisationOnly();
        }
        boolean own = member.get().nodes().containsKey(c.node());
        if (!own && MembershipRules.taken(in.state(), c.node())) {
            return Rule.NODE_NAME_TAKEN.refuse(c.node());
        }
        if (!own && member.get().nodes().size() >= Member.MAX_NODES) {
            return Rule.TOO_MANY_KEYS.refuse(c.node(), "most", Member.MAX_NODES);
        }
        return fresh(in, c.key(), c.node().value())
                .or(() -> overlap(in, c.overlap()))
                .orElseGet(in::accepted);
    }

    static Verdict judgePerson(Case in, MembershipClaim.DelegatePerson c) {
        var member = member(in);
        if (member.isEmpty()) {
            return in.organisationOnly();
        }
        boolean more = !member.get().people().containsKey(c.name());
        if (more && member.get().people().size() >= Member.MAX_PEOPLE) {
            return Rule.TOO_MANY_KEYS.refuse(c.name(), "most", Member.MAX_PEOPLE);
        }
        return fresh(in, c.key(), c.name())
                .or(() -> overlap(in, c.overlap()))
                .orElseGet(in::accepted);
    }

    static Verdict judgeRotation(Case in, MembershipClaim.RotateKey c) {
        var member = member(in);
        if (member.isEmpty() || !member.get().key().equals(in.key())) {
            return in.organisationOnly();
        }
        var message =
                KeyProof.message(in.state().allianceId(), member.get().id(), in.key(), c.key());
        return fresh(in, c.key(), member.get().id().value())
                .or(() -> overlap(in, c.overlap()))
                .orElseGet(() ->
                        c.key().verifies(message, c.proof())
                                ? in.accepted()
                                : Rule.KEY_PROOF.refuse(c.key()));
    }

    static Verdict judgeRevocation(Case in, MembershipClaim.RevokeKey c) {
        var member = member(in);
        if (member.isEmpty()) {
            return in.organisationOnly();
        }
        if (member.get().key().equals(c.key())) {
            return Rule.REVOKE_LAST.refuse(c.key());
        }
        boolean own =
                member.get().nodes().containsValue(c.key())
                        || member.get().retiring().containsKey(c.key())
                        || member.get().people().values().stream()
                                .anyMatch(p -> p.key().equals(c.key()));
        return own ? in.accepted() : Rule.NOT_ITS_KEY.refuse(c.key());
    }

    /// A key of nobody here: else one member could be the other's guardian, and alone.
    static Verdict judgeGuardian(Case in, MembershipClaim.NameGuardian c) {
        var member = member(in);
        return member.isEmpty()
                ? in.organisationOnly()
                : c.key()
                        .flatMap(key -> fresh(in, key, member.get().id().value()))
                        .orElseGet(in::accepted);
    }

    private static Optional<Member> member(Case in) {
        return in.organisation().map(id -> in.state().members().get(id));
    }

    private static Optional<Verdict> fresh(Case in, PublicKey key, String whose) {
        return MembershipRules.known(in.state(), key)
                ? Optional.of(Rule.KEY_IN_USE.refuse(whose))
                : Optional.empty();
    }

    /// From the claim's time on: a past time is no overlap.
    private static Optional<Verdict> overlap(Case in, Instant until) {
        var most = in.now().plus(MAX_OVERLAP);
        return until.isAfter(most)
                ? Optional.of(Rule.OVERLAP.refuse("overlap", "most", most, "found", until))
                : Optional.empty();
    }
}
