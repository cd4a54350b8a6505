package org.foedus.cli.supply;

import org.apache.maven.artifact.versioning.ComparableVersion;

/// One library in one version.
///
/// @param name `group:artifact`
public record Library(String name, String version) implements Comparable<Library> {
    /// How Maven orders versions: `1.0-rc1` is before `1.0`, and `1.10` after `1.9`.
    public static int compareVersions(String one, String other) {
        return new ComparableVersion(one).compareTo(new ComparableVersion(other));
    }

    @Override
    public int compareTo(Library other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : compareVersions(version, other.version);
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
