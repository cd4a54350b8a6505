package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.portal.ApplicationView.Story;
import org.foedus.portal.RunView.Link;
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

    /// A member, or who applied to be one: what it is and what it does. `member` is null before its
    /// admission, `application` where there is none on record.
    ///
    /// @param weight its votes, if its class votes
    /// @param nodes how many it has
    /// @param mandates that it leads or helps with
    /// @param decisions that it proposed, or that are about it
    public record Full(
            Ref who,
            @Nullable MemberView member,
            @Nullable Story application,
            int weight,
            int nodes,
            List<Link> partnerships,
            List<Link> programmes,
            List<MandateView> mandates,
            List<DecisionView> decisions) {
        public Full {
            partnerships = List.copyOf(partnerships);
            programmes = List.copyOf(programmes);
            mandates = List.copyOf(mandates);
            decisions = List.copyOf(decisions);
        }
    }

    /// Whether the member's node is connected now, and when it last was (null: never).
    public record Node(boolean online, @Nullable Instant lastSeen) {}
}
