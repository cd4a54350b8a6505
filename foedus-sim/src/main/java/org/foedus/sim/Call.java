package org.foedus.sim;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Bytes;

/// A request as its bytes say.
///
/// @param path with its query
/// @param headers names in lower case
/// @param cut bytes of the body that arrive before the connection breaks; all of them if it does
///   not
record Call(String method, String path, SortedMap<String, String> headers, Bytes body, int cut) {
    Call {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    Call cutAt(int bytes) {
        return new Call(method, path, headers, body, bytes);
    }

    boolean whole() {
        return cut == body.length();
    }

    /// The path without its query.
    String route() {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
