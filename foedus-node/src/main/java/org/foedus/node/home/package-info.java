/// The folder of a node: its settings, keys, hub, policy and datasets, private to its owner (0700,
/// files 0600). Files are replaced whole or not at all; one process at a time works in a folder.
@NullMarked
package org.foedus.node.home;

import org.jspecify.annotations.NullMarked;
