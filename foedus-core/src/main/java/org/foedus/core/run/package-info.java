/// Runs: the resolved plan that nodes consent to, consents, and the conductor that decides what a
/// run does next. Pure: time and who is reachable are arguments.
@NullMarked
package org.foedus.core.run;

import org.jspecify.annotations.NullMarked;
