package org.foedus.core.alliance;

import java.util.Collections;
import java.util.SortedSet;
import org.foedus.core.mandate.Mandate;

/// Who holds what one member was named for once that member has left the alliance: its deputies, in
/// the order of their ids; without one that is active the alliance's lead; without a lead everyone
/// who votes. A member that is suspended has not left: its rights rest.
final class Succession {
    private static final SortedSet<MemberId> NOBODY = Collections.emptySortedSet();

    private Succession() {}

    /// Whether `member` holds the right of `named`.
    static boolean holds(AllianceState state, MemberId member, MemberId named) {
        return holds(state, member, named, NOBODY);
    }

    /// @param deputies who come before the alliance's lead
    static boolean holds(
            AllianceState state, MemberId member, MemberId named, SortedSet<MemberId> deputies) {
        if (belongs(state, named)) {
            return member.equals(named);
        }
        var deputy = deputies.stream().filter(state::active).findFirst();
        if (deputy.isPresent()) {
            return member.equals(deputy.get());
        }
        var lead = state.rules().lead();
        return state.active(lead) ? member.equals(lead) : state.electorate().contains(member);
    }

    /// Whether `member` answers for a mandate, as its lead does.
    static boolean leads(AllianceState state, MemberId member, Mandate mandate) {
        return holds(state, member, mandate.lead(), mandate.coExecutors());
    }

    /// Whether `member` speaks for who issued a mandate.
    static boolean issued(AllianceState state, MemberId member, Mandate mandate) {
        return holds(state, member, mandate.issuer());
    }

    /// Whether `member` records how applicants were screened. Screeners that the charter names
    /// share the right: it falls to others only when none is left.
    static boolean screens(AllianceState state, MemberId member) {
        var screeners = state.rules().governs().screeners();
        return screeners.stream().anyMatch(s -> belongs(state, s))
                ? screeners.contains(member)
                : holds(state, member, state.rules().lead());
    }

    private static boolean belongs(AllianceState state, MemberId id) {
        var member = state.members().get(id);
        return member != null && member.belongs();
    }
}
