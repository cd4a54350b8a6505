/// What a person signs at its own machine: [org.foedus.node.act.Pocket] holds the keys,
/// [org.foedus.node.act.Pen] fixes what is signed before it is shown, and signs those bytes alone.
@NullMarked
package org.foedus.node.act;

import org.jspecify.annotations.NullMarked;
