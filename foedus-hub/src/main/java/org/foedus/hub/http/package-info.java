/// The hub's door: HTTP over TLS 1.3, one port. Routes translate between HTTP and the logic,
/// nothing more. Handlers run on virtual threads.
@NullMarked
package org.foedus.hub.http;

import org.jspecify.annotations.NullMarked;
