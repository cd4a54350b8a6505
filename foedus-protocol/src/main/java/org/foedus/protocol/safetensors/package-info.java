/// The safetensors file format: the only form in which weights travel.
///
/// A file is eight bytes of header length (little-endian), a JSON header, and one contiguous data
/// section. Everything that the header claims is checked before any memory is taken in the size of
/// a claim. Stateless and thread-safe; a [TensorFile] lives as long as the segment that it was
/// parsed from.
@NullMarked
package org.foedus.protocol.safetensors;

import org.jspecify.annotations.NullMarked;
