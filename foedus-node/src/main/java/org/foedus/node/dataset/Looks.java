package org.foedus.node.dataset;

/// Looks at data before anything is promised of it. The data are named in the node's own list.
public interface Looks {
    /// What is known of it; where that is nothing, it may be read to find out, now or soon.
    Look at(String dataset, String architecture);

    /// What is known of it, without reading it.
    Look known(String dataset, String architecture);
}
