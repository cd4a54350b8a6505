/// What some members do together: partnerships that those concerned sign, and programmes that
/// gather mandates, runs and deliverables under one goal.
@NullMarked
package org.foedus.core.partnership;

import org.jspecify.annotations.NullMarked;
