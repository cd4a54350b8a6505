package org.foedus.portal;

/// The places of the navigation, in its order.
enum Section {
    HOME("/"),
    NEWS("/news"),
    MEMBERS("/members"),
    DECISIONS("/decisions"),
    PARTNERSHIPS("/partnerships"),
    MANDATES("/mandates"),
    RUNS("/runs"),
    MODELS("/models"),
    LEDGER("/ledger"),
    /// Pages that belong to no place, as errors do.
    NONE("/");

    private final String path;

    Section(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }
}
