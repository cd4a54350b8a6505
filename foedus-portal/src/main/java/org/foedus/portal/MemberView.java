package org.foedus.portal;

import java.time.Instant;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// A member as the pages show it; `node` is null where nothing is known of its node.
public record MemberView(
        Ref member,
        MemberClass memberClass,
        boolean lead,
        Instant since,
        Member.Status status,
        @Nullable Node node) {

    /// Who is meant: id, name, ISO 3166 code of the country (two letters).
    public record Ref(String id, String name, String country) {
        String flag() {
            return Country.flag(country);
        }

        String countryName(Language language) {
            return Country.name(country, language);
        }
    }

    /// Whether the member's node is connected now, and when it last was (null: never).
    public record Node(boolean online, @Nullable Instant lastSeen) {}
}
