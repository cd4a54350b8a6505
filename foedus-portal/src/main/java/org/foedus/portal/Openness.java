package org.foedus.portal;

/// Who reads the terms of a partnership.
public enum Openness {
    OPEN,
    CLOSED
}
