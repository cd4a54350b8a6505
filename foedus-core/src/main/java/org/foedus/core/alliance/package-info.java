/// Who belongs: charter, members, applications, votes; and
/// [org.foedus.core.alliance.AllianceState], the fold of the ledger. Pure and immutable: a new
/// entry gives a new state.
@NullMarked
package org.foedus.core.alliance;

import org.jspecify.annotations.NullMarked;
