package org.foedus.core.alliance;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.signature.PublicKey;

/// A person who may sign for an organisation.
///
/// @param rights what for
public record Person(PublicKey key, SortedSet<Right> rights) {
    public Person {
        rights = Collections.unmodifiableSortedSet(new TreeSet<>(rights));
    }
}
