/// What others wrote and Foedus bundles: the bill of materials that the build makes, and known
/// flaws of such libraries as an operator's file tells them. Asks no network; every file is bounded
/// before it is read.
@NullMarked
package org.foedus.cli.supply;

import org.jspecify.annotations.NullMarked;
