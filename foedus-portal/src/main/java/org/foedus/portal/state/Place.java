package org.foedus.portal.state;

import java.util.Arrays;
import java.util.Optional;

/// Where each page of the alliance lives, below a language: the same on the hub and on a member's
/// machine.
public enum Place {
    HOME("/"),
    NEWS("/news"),
    COMMUNIQUE("/news/{id}"),
    MEMBERS("/members"),
    MEMBER("/members/{id}"),
    DECISIONS("/decisions"),
    DECISION("/decisions/{id}"),
    CHARTER("/charter"),
    PARTNERSHIPS("/partnerships"),
    PARTNERSHIP("/partnerships/{id}"),
    PROGRAMMES("/programmes"),
    PROGRAMME("/programmes/{id}"),
    MANDATES("/mandates"),
    MANDATE("/mandates/{id}"),
    RUNS("/runs"),
    RUN("/runs/{id}"),
    COMPARE("/compare"),
    MODELS("/models"),
    MODEL("/models/{id}"),
    LEDGER("/ledger"),
    ENTRY("/ledger/{id}"),
    API("/api"),
    API_PART("/api/{id}");

    private static final String ID = "{id}";

    private final String pattern;

    Place(String pattern) {
        this.pattern = pattern;
    }

    /// A path; `{id}` stands for a segment.
    public String pattern() {
        return pattern;
    }

    public boolean hasId() {
        return pattern.endsWith(ID);
    }

    /// Whether it tells nothing of the alliance, so that everybody may read it.
    public boolean free() {
        return this == API || this == API_PART;
    }

    /// The place of a path without a language.
    public static Optional<Place> of(String path) {
        return Arrays.stream(values()).filter(p -> p.fits(path)).findFirst();
    }

    private boolean fits(String path) {
        if (!hasId()) {
            return path.equals(pattern);
        }
        var before = pattern.substring(0, pattern.length() - ID.length());
        return path.startsWith(before)
                && path.length() > before.length()
                && path.indexOf('/', before.length()) < 0;
    }

    /// The segment of a path that stands where the pattern has `{id}`, still encoded; empty where
    /// it has none.
    public String id(String path) {
        return hasId() ? path.substring(pattern.length() - ID.length()) : "";
    }
}
