/// The data beside which a node stands: a list of names with where and how to read them, and a look
/// at one before it is used. Nothing is loaded before it is asked for.
@NullMarked
package org.foedus.node.dataset;

import org.jspecify.annotations.NullMarked;
