/// What a member says to its hub, typed: every route of [org.foedus.protocol.api.Api] as a method
/// of [HubClient]. It signs in, signs claims and keeps their sequence, and turns every refusal into
/// a named failure. Safe for use by many threads.
@NullMarked
package org.foedus.link.hub;

import org.jspecify.annotations.NullMarked;
