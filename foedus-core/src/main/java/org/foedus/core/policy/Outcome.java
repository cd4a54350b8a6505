package org.foedus.core.policy;

/// What a condition says of a plan.
public sealed interface Outcome {
    record Holds() implements Outcome {}

    record Fails() implements Outcome {}

    /// It could not be evaluated: never a permission.
    record Broken(String why) implements Outcome {}

    static Outcome of(boolean holds) {
        return holds ? new Holds() : new Fails();
    }
}
