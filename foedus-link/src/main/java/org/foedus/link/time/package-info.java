/// Time as an argument: what waits takes its clock from whoever wires it.
@NullMarked
package org.foedus.link.time;

import org.jspecify.annotations.NullMarked;
