package org.foedus.core.alliance;

import java.util.Optional;

/// Whom a key speaks for.
public sealed interface Party {
    /// The hub's operator, by the hub identity key.
    record Operator() implements Party {}

    /// A member, by its organisation key.
    record Organisation(MemberId member) implements Party {}

    /// A member's node, by a key that the organisation delegated.
    record Agent(MemberId member, NodeId node) implements Party {}

    /// A person who may sign some things for a member, by a key that the organisation delegated.
    record Person(MemberId member, String name) implements Party {}

    default String label() {
        return switch (this) {
            case Operator _ -> "operator";
            case Organisation o -> o.member().value();
            case Agent a -> a.node().value();
            case Person p -> p.name() + " of " + p.member();
        };
    }

    /// The member that it belongs to.
    default Optional<MemberId> of() {
        return switch (this) {
            case Operator _ -> Optional.empty();
            case Organisation o -> Optional.of(o.member());
            case Agent a -> Optional.of(a.member());
            case Person p -> Optional.of(p.member());
        };
    }
}
