/// Proposals and the votes on them: what is asked, who may vote, by which majority, and what came
/// of it. Pure: the same ballots give the same tally, in whole numbers.
@NullMarked
package org.foedus.core.vote;

import org.jspecify.annotations.NullMarked;
