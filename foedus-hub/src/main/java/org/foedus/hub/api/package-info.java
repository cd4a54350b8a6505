/// The description of the API: an OpenAPI document written by hand, and the page made of it.
/// Immutable, thread-safe.
@NullMarked
package org.foedus.hub.api;

import org.jspecify.annotations.NullMarked;
