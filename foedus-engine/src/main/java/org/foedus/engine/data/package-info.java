/// Datasets beside a node: bounded readers of IDX, CSV and safetensors, ways to split and share out
/// examples, and the Fashion-MNIST set that the demo uses.
///
/// A reader believes no header: sizes are checked against the file and against named limits before
/// memory is taken, and every refusal is `BAD_DATASET` and names the file, the place and what was
/// expected. Everything random takes a seed and replays. Stateless and thread-safe.
@NullMarked
package org.foedus.engine.data;

import org.jspecify.annotations.NullMarked;
