/// The one string by which a member joins: where the hub is, which key it must prove, and a
/// single-use secret. Immutable, thread-safe; the secret is never part of `toString`.
@NullMarked
package org.foedus.link.invitation;

import org.jspecify.annotations.NullMarked;
