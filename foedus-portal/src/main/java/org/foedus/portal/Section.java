package org.foedus.portal;

/// The places of the navigation, in its order.
enum Section {
    HOME("Overview", "/"),
    MEMBERS("Members", "/members"),
    MANDATES("Mandates", "/mandates"),
    RUNS("Runs", "/runs"),
    MODELS("Models", "/models"),
    LEDGER("Ledger", "/ledger"),
    /// Pages that belong to no place, as errors do.
    NONE("", "/");

    private final String label;
    private final String path;

    Section(String label, String path) {
        this.label = label;
        this.path = path;
    }

    String label() {
        return label;
    }

    String path() {
        return path;
    }
}
