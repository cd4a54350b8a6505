package org.foedus.link.client;

import org.foedus.core.digest.Bytes;

/// What a request carries.
public sealed interface Body {
    record Empty() implements Body {}

    record Whole(Bytes bytes) implements Body {}

    /// Streamed from disk in buffers of 256 KiB, never whole in memory.
    record Streamed(FileSlice slice) implements Body {}
}
