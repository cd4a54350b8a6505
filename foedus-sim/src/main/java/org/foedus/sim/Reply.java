package org.foedus.sim;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Bytes;

/// What the hub answered.
///
/// @param headers names in lower case
record Reply(int status, SortedMap<String, String> headers, Bytes body) {
    Reply {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }
}
