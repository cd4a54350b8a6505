package org.foedus.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;

/// Who takes part: the charter's founders in its order, the lead first, and guests after them.
final class Cast {
    private static final int REGIONAL_INDICATOR_A = 0x1F1E6;

    private Cast() {}

    /// One organisation.
    ///
    /// @param home the folder of its node
    record Player(Charter.Founder founder, NodeId node, Path home) {
        MemberId member() {
            return founder.id();
        }

        String name() {
            return founder.legalName();
        }

        boolean votes() {
            return founder.memberClass().votes();
        }

        /// Its country's flag.
        String flag() {
            var flag = new StringBuilder();
            founder.country()
                    .chars()
                    .forEach(c -> flag.appendCodePoint(REGIONAL_INDICATOR_A + c - 'A'));
            return flag.toString();
        }
    }

    static List<Player> of(Charter charter, int members, Path folder) {
        var founders = new ArrayList<>(charter.founders());
        founders.sort(
                java.util.Comparator.comparing(
                        (Charter.Founder f) -> !f.id().equals(charter.lead())));
        if (founders.isEmpty()) {
            founders.add(guest(charter.lead(), 1));
        }
        for (int i = founders.size() + 1; i <= members; i++) {
            founders.add(guest(new MemberId("guest-" + i), i));
        }
        return founders.subList(0, members).stream().map(f -> player(f, folder)).toList();
    }

    /// `ZZ` is no country's code.
    private static Charter.Founder guest(MemberId id, int number) {
        return new Charter.Founder(id, "Guest association " + number, "ZZ", MemberClass.FULL);
    }

    private static Player player(Charter.Founder founder, Path folder) {
        return new Player(
                founder,
                new NodeId(founder.id() + "-1"),
                folder.resolve("members").resolve(founder.id().value()));
    }
}
