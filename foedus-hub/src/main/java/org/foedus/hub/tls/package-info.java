/// The hub's TLS key and certificate: issued by itself, or the operator's own. Nodes pin the hub's
/// identity key, so a certificate may change at any time; browsers need one that they can read
/// (ECDSA P-256). Immutable, thread-safe; the time is an argument.
@NullMarked
package org.foedus.hub.tls;

import org.jspecify.annotations.NullMarked;
