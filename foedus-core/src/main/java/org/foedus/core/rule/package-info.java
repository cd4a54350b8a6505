/// The rules of the alliance by name, each with what it says when it refuses, and what to do next.
@NullMarked
package org.foedus.core.rule;

import org.jspecify.annotations.NullMarked;
