/// The architectures that have a name: their tensors, in order, and the files that hold them. What
/// a plan's name means in bytes, for whoever trains and for whoever only checks. No model is
/// executed here.
@NullMarked
package org.foedus.protocol.model;

import org.jspecify.annotations.NullMarked;
