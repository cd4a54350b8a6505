/// Trust in a hub: its *identity key* is pinned, and a statement signed by that key lists the TLS
/// keys that speak for it. Certificates, authorities and host names decide nothing. Pure checks and
/// trust managers, no sockets; immutable, thread-safe.
@NullMarked
package org.foedus.link.tls;

import org.jspecify.annotations.NullMarked;
