/// Mandates: published instructions with a lead, tasks and due dates. Immutable.
@NullMarked
package org.foedus.core.mandate;

import org.jspecify.annotations.NullMarked;
