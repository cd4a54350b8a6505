package org.foedus.core.alliance;

/// What a person may sign for its organisation. Keys, applications and leaving stay with the
/// organisation key.
public enum Right {
    VOTE,
    COMMENT,
    MANDATE,
    RUN,
    PARTNERSHIP,
    NEWS
}
