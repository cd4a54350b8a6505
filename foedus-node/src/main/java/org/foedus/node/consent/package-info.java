/// Consents that the owner of a node gives in advance, with an expiry.
@NullMarked
package org.foedus.node.consent;

import org.jspecify.annotations.NullMarked;
