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
    RESOLVE
}
