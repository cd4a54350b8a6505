/// Secrets at rest: private keys, tokens and state in files that only their owner may read. A file
/// that others may read, or a key that does not parse, is refused and never repaired in silence.
/// Stateless but for [SecretBytes], which is safe for use by several threads.
@NullMarked
package org.foedus.link.keys;

import org.jspecify.annotations.NullMarked;
