package org.foedus.node.decision;

/// What is in the way.
///
/// @param said to everyone
/// @param told to the owner alone
public record Obstacle(String said, String told) {
    Obstacle(String both) {
        this(both, both);
    }
}
