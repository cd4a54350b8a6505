package org.foedus.core.alliance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.core.lifecycle.Way;
import org.foedus.core.signature.PublicKey;
import org.pcollections.TreePMap;

/// An organisation of the alliance.
///
/// @param key its organisation key: signs applications, votes, mandates, delegations
/// @param nodes the node keys that it delegated
/// @param people the persons who may sign for it, by name
/// @param retiring keys that another took the place of, with the time until which they hold
/// @param status whether it still belongs
/// @param guardian the key that must agree before others replace this member's
public record Member(
        MemberId id,
        String legalName,
        String country,
        MemberClass memberClass,
        PublicKey key,
        TreePMap<NodeId, PublicKey> nodes,
        TreePMap<String, Person> people,
        TreePMap<PublicKey, Instant> retiring,
        Instant since,
        Status status,
        Optional<PublicKey> guardian) {
    public static final int MAX_LEGAL_NAME = 160;
    public static final int MAX_NODES = 64;
    public static final int MAX_PEOPLE = 64;

    public boolean active() {
        return status == Status.ACTIVE;
    }

    /// Whether it belongs: active, or suspended.
    public boolean belongs() {
        return status == Status.ACTIVE || status == Status.SUSPENDED;
    }

    Member with(Status next) {
        Way.require(Status.WAYS, status, next, id);
        return new Member(
                id,
                legalName,
                country,
                memberClass,
                key,
                nodes,
                people,
                retiring,
                since,
                next,
                guardian);
    }

    Member guarded(Optional<PublicKey> by) {
        return new Member(
                id,
                legalName,
                country,
                memberClass,
                key,
                nodes,
                people,
                retiring,
                since,
                status,
                by);
    }

    /// A new organisation key; the old one holds until `overlap`.
    Member rotated(PublicKey next, Instant overlap) {
        return keyed(next, nodes, people, retiring.plus(key, overlap));
    }

    /// A new organisation key, and no other key.
    Member recovered(PublicKey next) {
        return keyed(next, TreePMap.empty(), TreePMap.empty(), TreePMap.empty());
    }

    Member withNode(NodeId node, PublicKey next, Instant overlap) {
        var before = Optional.ofNullable(nodes.get(node));
        return keyed(
                key,
                nodes.plus(node, next),
                people,
                before.map(k -> retiring.plus(k, overlap)).orElse(retiring));
    }

    Member withPerson(String name, Person next, Instant overlap) {
        var before = Optional.ofNullable(people.get(name)).map(Person::key);
        return keyed(
                key,
                nodes,
                people.plus(name, next),
                before.map(k -> retiring.plus(k, overlap)).orElse(retiring));
    }

    /// Without one of its keys.
    Member revoked(PublicKey gone) {
        var keptNodes = nodes;
        for (var node : nodes.entrySet()) {
            keptNodes = node.getValue().equals(gone) ? keptNodes.minus(node.getKey()) : keptNodes;
        }
        var keptPeople = people;
        for (var person : people.entrySet()) {
            keptPeople =
                    person.getValue().key().equals(gone)
                            ? keptPeople.minus(person.getKey())
                            : keptPeople;
        }
        return keyed(key, keptNodes, keptPeople, retiring.minus(gone));
    }

    private Member keyed(
            PublicKey organisation,
            TreePMap<NodeId, PublicKey> agents,
            TreePMap<String, Person> persons,
            TreePMap<PublicKey, Instant> old) {
        return new Member(
                id,
                legalName,
                country,
                memberClass,
                organisation,
                agents,
                persons,
                old,
                since,
                status,
                guardian);
    }

    /// Whether a key that speaks for `party` holds at `now`.
    boolean holds(PublicKey signing, Party party, Instant now) {
        var until = retiring.get(signing);
        if (until != null) {
            return now.isBefore(until);
        }
        return switch (party) {
            case Party.Operator _ -> false;
            case Party.Organisation _ -> signing.equals(key);
            case Party.Agent a -> signing.equals(nodes.get(a.node()));
            case Party.Person p ->
                    Optional.ofNullable(people.get(p.name()))
                            .map(x -> x.key().equals(signing))
                            .orElse(false);
        };
    }

    /// Whether a member still belongs.
    public enum Status {
        ACTIVE,
        SUSPENDED,
        WITHDRAWN,
        EXPELLED;

        private static final String VOTE = "the vote";

        /// Every way, in order. What is not here is refused.
        public static final List<Way<Status>> WAYS =
                List.of(
                        Way.begin("its application is admitted", ACTIVE, VOTE),
                        Way.of(ACTIVE, "a proposal to suspend it passes", SUSPENDED, VOTE),
                        Way.of(SUSPENDED, "a proposal to reinstate it passes", ACTIVE, VOTE),
                        Way.of(ACTIVE, "a proposal to expel it passes", EXPELLED, VOTE),
                        Way.of(SUSPENDED, "a proposal to expel it passes", EXPELLED, VOTE),
                        Way.of(ACTIVE, "it leaves", WITHDRAWN, "the member"),
                        Way.of(SUSPENDED, "it leaves", WITHDRAWN, "the member"),
                        Way.of(WITHDRAWN, "it applies again and is admitted", ACTIVE, VOTE),
                        Way.of(EXPELLED, "it applies again and is admitted", ACTIVE, VOTE));
    }
}
