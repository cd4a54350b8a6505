package org.foedus.core.alliance;

/// Whom a key speaks for.
public sealed interface Party {
    /// The hub's operator, by the hub identity key.
    record Operator() implements Party {}

    /// A member, by its organisation key.
    record Organisation(MemberId member) implements Party {}

    /// A member's node, by a key that the organisation delegated.
    record Agent(MemberId member, NodeId node) implements Party {}

    default String label() {
        return switch (this) {
            case Operator _ -> "operator";
            case Organisation o -> o.member().value();
            case Agent a -> a.node().value();
        };
    }
}
