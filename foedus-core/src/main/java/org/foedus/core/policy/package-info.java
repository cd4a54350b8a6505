/// The node's own rules: which plans it consents to by itself, refuses, or leaves to its owner.
/// Pure; deny by default: what fails, or can't be evaluated, permits nothing.
@NullMarked
package org.foedus.core.policy;

import org.jspecify.annotations.NullMarked;
