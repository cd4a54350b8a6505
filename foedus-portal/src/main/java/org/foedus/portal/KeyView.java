package org.foedus.portal;

import org.foedus.core.alliance.AllianceState;
import org.foedus.core.vote.Matter;
import org.jspecify.annotations.Nullable;

/// The organisation key that a decision would give to a member, for comparing.
///
/// @param member what the member is called
/// @param key all of it, as 64 hexadecimal digits
/// @param spoken its fingerprint, for reading out
public record KeyView(String member, String key, String spoken) {
    /// Null for a matter that gives nobody a key.
    public static @Nullable KeyView of(AllianceState state, Matter matter) {
        if (!(matter instanceof Matter.Recover recovery)) {
            return null;
        }
        var member = state.members().get(recovery.member());
        return new KeyView(
                member == null ? recovery.member().value() : member.legalName(),
                recovery.key().hex(),
                recovery.key().spoken());
    }
}
