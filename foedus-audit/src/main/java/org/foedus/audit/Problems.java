package org.foedus.audit;

import java.util.ArrayList;
import java.util.List;

/// Collects problems; beyond [#MAX] it only counts.
final class Problems {
    static final int MAX = 200;

    private final List<Problem> found = new ArrayList<>();
    private long more;

    void add(Place place, String message) {
        var problem = new Problem(place, message);
        if (found.size() >= MAX) {
            more++;
        } else if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    void file(String path, String message) {
        add(new Place.File(path), message);
    }

    void unless(boolean holds, Place place, String message) {
        if (!holds) {
            add(place, message);
        }
    }

    /// In the order found; the last one says how many more there are.
    List<Problem> list() {
        var all = new ArrayList<>(found);
        if (more > 0) {
            all.add(new Problem(new Place.File("."), "and " + more + " problems more"));
        }
        return List.copyOf(all);
    }
}
