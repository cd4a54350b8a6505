/// Communiqués: what the alliance, or one of its members, tells the world in its own words.
///
/// Values and rules of their form only; who may publish is for the alliance's rules. A communiqué
/// that was withdrawn keeps its texts: a ledger forgets nothing. Immutable; no threads.
@NullMarked
package org.foedus.core.communique;

import org.jspecify.annotations.NullMarked;
