package org.foedus.core.partnership;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.lifecycle.Way;
import org.foedus.core.name.Names;
import org.pcollections.TreePMap;

/// An agreement among some of the members, in force when each of them has signed it. What was
/// agreed is in its entry ([org.foedus.core.alliance.Texts]), or in a body if only the partners may
/// know.
///
/// @param offer SHA-256 of the offer's exact bytes: what each partner signs
/// @param members named in the offer
/// @param until when it ends
/// @param title of what was agreed; none if only the partners may know
/// @param entry index of the entry that offered it, which has the terms
/// @param closedTerms digest of the body with the terms then
/// @param signed who signed, and when; without those who left
public record Partnership(
        PartnershipId id,
        MemberId offeredBy,
        Sha256 offer,
        Instant at,
        SortedSet<MemberId> members,
        Instant until,
        Results results,
        Optional<String> title,
        long entry,
        Optional<Sha256> closedTerms,
        TreePMap<MemberId, Instant> signed,
        Optional<Instant> inForce,
        Optional<Instant> ended) {
    public static final int MAX_MEMBERS = 64;

    public Partnership {
        members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
    }

    /// Where it is: `OFFERED → IN_FORCE → ENDED`; `EXPIRED` when its time is over.
    public enum Status {
        OFFERED,
        IN_FORCE,
        EXPIRED,
        ENDED;

        private static final String PARTNER = "a member named in it";
        private static final String CLOCK = "the clock";

        /// Every way, in order. What is not here is refused.
        public static final List<Way<Status>> WAYS =
                List.of(
                        Way.begin("it is offered, and signed by who offers it", OFFERED, PARTNER),
                        Way.of(OFFERED, "another member signs it", OFFERED, PARTNER),
                        Way.of(OFFERED, "the last member signs it", IN_FORCE, PARTNER),
                        Way.of(OFFERED, "a member refuses it or goes", ENDED, PARTNER),
                        Way.of(OFFERED, "its time is over", EXPIRED, CLOCK),
                        Way.of(IN_FORCE, "one leaves, two or more stay", IN_FORCE, PARTNER),
                        Way.of(IN_FORCE, "one leaves, fewer than two stay", ENDED, PARTNER),
                        Way.of(IN_FORCE, "its time is over", EXPIRED, CLOCK),
                        Way.of(EXPIRED, "too few of its members stay members", ENDED, PARTNER));
    }

    /// Who may read the models of its runs.
    public enum Results {
        PARTNERS,
        MEMBERS
    }

    /// What partners agree on.
    ///
    /// @param goals of the research, for people
    /// @param datasets names under which the partners' nodes have them
    /// @param models architectures or names
    /// @param compute what each brings, for people
    public record Terms(
            String title,
            String goals,
            List<String> datasets,
            List<String> models,
            String compute) {
        public static final int MAX_TITLE = 200;
        public static final int MAX_TEXT = 4000;
        public static final int MAX_NAMES = 64;

        public Terms {
            title = Names.text("title", title, MAX_TITLE);
            goals = Names.text("goals", goals, MAX_TEXT);
            Names.shortText("compute", compute, MAX_TEXT);
            datasets = names("datasets", datasets);
            models = names("models", models);
        }

        private static List<String> names(String kind, List<String> names) {
            if (names.size() > MAX_NAMES) {
                throw new FoedusException(
                        ErrorCode.BAD_REQUEST, kind + ": expected at most " + MAX_NAMES);
            }
            names.forEach(n -> Names.check(kind, n));
            return List.copyOf(names);
        }
    }

    public Status status(Instant now) {
        if (ended.isPresent()) {
            return Status.ENDED;
        }
        if (!now.isBefore(until)) {
            return Status.EXPIRED;
        }
        return inForce.isPresent() ? Status.IN_FORCE : Status.OFFERED;
    }

    /// Who is bound by it: those who signed and did not leave, once it was in force.
    public SortedSet<MemberId> partners() {
        return inForce.isPresent() && ended.isEmpty()
                ? new TreeSet<>(signed.keySet())
                : Collections.emptySortedSet();
    }

    /// Whether `member` may know the terms.
    public boolean concerns(MemberId member) {
        return members.contains(member);
    }

    public Partnership signedBy(MemberId member, Instant when) {
        var now = signed.plus(member, when);
        var complete = now.keySet().containsAll(members) ? Optional.of(when) : inForce;
        return with(now, complete, ended);
    }

    /// Who refuses an offer ends it; who leaves an agreement ends it for itself, and for all when
    /// fewer than two are left.
    public Partnership leftBy(MemberId member, Instant when) {
        var now = signed.minus(member);
        boolean over = inForce.isEmpty() || now.size() < 2;
        return with(now, inForce, over ? Optional.of(when) : ended);
    }

    private Partnership with(
            TreePMap<MemberId, Instant> by, Optional<Instant> since, Optional<Instant> end) {
        return new Partnership(
                id,
                offeredBy,
                offer,
                at,
                members,
                until,
                results,
                title,
                entry,
                closedTerms,
                by,
                since,
                end);
    }
}
