package org.foedus.core.vote;

/// The kinds of question that the charter has a rule for.
public enum Kind {
    ADMIT,
    SUSPEND,
    REINSTATE,
    EXPEL,
    AMEND,
    MANDATE,
    RELEASE,
    FEDERATE,
    RECOVER,
    RESOLVE;

    /// Whether nobody can take it back, and it is against one member: such a question is open for
    /// its full period, whatever a charter says.
    public boolean irreversible() {
        return this == EXPEL || this == RECOVER;
    }
}
