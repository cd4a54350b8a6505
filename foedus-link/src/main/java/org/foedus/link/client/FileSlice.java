package org.foedus.link.client;

import java.nio.file.Path;
import org.foedus.core.error.InvariantViolation;

/// `length` bytes of `file` from `start`.
public record FileSlice(Path file, long start, long length) {
    public FileSlice {
        InvariantViolation.unless(
                start >= 0 && length >= 0,
                "a slice starts at 0 or later and has no negative length");
    }

    /// What is left of the slice after its first `offset` bytes.
    public FileSlice from(long offset) {
        InvariantViolation.unless(
                offset >= 0 && offset <= length, "offset " + offset + " lies outside the slice");
        return new FileSlice(file, start + offset, length - offset);
    }
}
