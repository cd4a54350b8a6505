/// The way from a member's machine to its hub: HTTP/1.1 over TLS 1.3, dialled outwards, through the
/// site's proxy. Every answer is bounded, every wait ends, redirects are never followed, and each
/// way to fail is told apart. [HubConnection] is safe for use by many threads.
@NullMarked
package org.foedus.link.client;

import org.jspecify.annotations.NullMarked;
