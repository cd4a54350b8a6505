/// Who is calling: challenges, sign-ins, short-lived tokens. In memory only; a restart signs
/// everyone out, and clients sign in again. Thread-safe.
@NullMarked
package org.foedus.hub.session;

import org.jspecify.annotations.NullMarked;
