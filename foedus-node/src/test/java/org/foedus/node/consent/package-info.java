@NullMarked
package org.foedus.node.consent;

import org.jspecify.annotations.NullMarked;
