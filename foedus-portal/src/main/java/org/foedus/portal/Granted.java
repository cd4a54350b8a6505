package org.foedus.portal;

/// To a question for more time.
public enum Granted {
    GRANTED,
    REFUSED
}
