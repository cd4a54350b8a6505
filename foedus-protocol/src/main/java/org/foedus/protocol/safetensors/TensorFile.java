package org.foedus.protocol.safetensors;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A checked safetensors file: its manifest, and where its data lies in the segment that it was
/// parsed from. Nothing is copied; it is valid as long as that segment.
public final class TensorFile {
    private final MemorySegment file;
    private final long dataOffset;
    private final List<TensorInfo> tensors;
    private final SortedMap<String, String> metadata;

    TensorFile(
            MemorySegment file,
            long dataOffset,
            List<TensorInfo> tensors,
            SortedMap<String, String> metadata) {
        this.file = file;
        this.dataOffset = dataOffset;
        this.tensors = List.copyOf(tensors);
        this.metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /// The tensors in ascending offset: the order of the data section, without holes.
    public List<TensorInfo> tensors() {
        return tensors;
    }

    /// The tensor of that name.
    public Optional<TensorInfo> tensor(String name) {
        return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }

    /// The header's `__metadata__`; empty if it has none.
    public SortedMap<String, String> metadata() {
        return metadata;
    }

    /// Where the data section begins in the file, in bytes; a multiple of 8.
    public long dataOffset() {
        return dataOffset;
    }

    /// The data section: every tensor, contiguous, to the end of the file.
    public MemorySegment data() {
        return file.asSlice(dataOffset);
    }

    /// The bytes of one tensor of this file.
    public MemorySegment data(TensorInfo tensor) {
        return file.asSlice(Math.addExact(dataOffset, tensor.offset()), tensor.bytes());
    }

    /// True if `other` has the same names, element types, shapes and order, so that the two data
    /// sections may be combined element by element.
    public boolean sameLayout(TensorFile other) {
        return layoutDifference(other.tensors()).isEmpty();
    }

    /// The first difference between these tensors and those `expected`, in words; empty if the
    /// layouts are the same.
    public Optional<String> layoutDifference(List<TensorInfo> expected) {
        int common = Math.min(expected.size(), tensors.size());
        for (int i = 0; i < common; i++) {
            if (!expected.get(i).equals(tensors.get(i))) {
                return Optional.of(
                        "tensor "
                                + (i + 1)
                                + " is "
                                + tensors.get(i)
                                + ", expected "
                                + expected.get(i));
            }
        }
        if (tensors.size() < expected.size()) {
            return Optional.of("tensor " + expected.get(common) + " is missing");
        }
        if (tensors.size() > expected.size()) {
            return Optional.of("tensor " + tensors.get(common) + " is not expected");
        }
        return Optional.empty();
    }
}
