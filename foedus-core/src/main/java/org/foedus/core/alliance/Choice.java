package org.foedus.core.alliance;

/// A vote.
public enum Choice {
    YES,
    NO,
    ABSTAIN
}
