/// What goes over the hub's door under `/api/v1`: requests and answers as records. The list of
/// routes is [org.foedus.protocol.api.Api]. Immutable.
@NullMarked
package org.foedus.protocol.api;

import org.jspecify.annotations.NullMarked;
