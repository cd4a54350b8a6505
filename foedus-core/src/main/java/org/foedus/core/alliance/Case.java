package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.claim.Verdict;
import org.foedus.core.rule.Rule;
import org.foedus.core.signature.PublicKey;

/// A claim's circumstances: the state it comes to, who signed it, when.
record Case(AllianceState state, Party party, PublicKey key, Instant now) {

    /// The member that the signer may sign for, by the organisation key or a person's right.
    Optional<MemberId> acting(Right right) {
        return switch (party) {
            case Party.Organisation o -> Optional.of(o.member());
            case Party.Person p ->
                    Optional.ofNullable(state.members().get(p.member()))
                            .map(m -> m.people().get(p.name()))
                            .filter(x -> x.rights().contains(right))
                            .map(_ -> p.member());
            case Party.Operator _, Party.Agent _ -> Optional.empty();
        };
    }

    /// The member, by its organisation key alone.
    Optional<MemberId> organisation() {
        return party instanceof Party.Organisation o ? Optional.of(o.member()) : Optional.empty();
    }

    boolean votes(MemberId id) {
        var member = state.members().get(id);
        return member != null && member.active() && member.memberClass().votes();
    }

    Verdict accepted() {
        return new Verdict.Accepted();
    }

    Verdict.Rejected lacks(Right right) {
        return Rule.PERSON_RIGHT.refuse(party.label(), "right", right.name());
    }

    Verdict.Rejected organisationOnly() {
        return Rule.ORGANISATION_KEY.refuse(party.label());
    }
}
