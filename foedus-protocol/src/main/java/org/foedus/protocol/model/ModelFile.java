package org.foedus.protocol.model;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.safetensors.DType;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorFile;
import org.foedus.protocol.safetensors.TensorInfo;

/// Models as safetensors files: the tensors of an [Architecture] in manifest order, `fp32`, and its
/// name in the metadata. The data section is exactly [Trainer#parameters()], so both ways are one
/// copy.
public final class ModelFile {
    /// The metadata key of the architecture's name.
    public static final String ARCHITECTURE = "architecture";

    private ModelFile() {}

    /// What precedes the parameters in a file of `architecture`.
    ///
    /// @param metadata further entries; may be empty
    public static byte[] header(Architecture architecture, SortedMap<String, String> metadata) {
        var all = new TreeMap<>(metadata);
        all.put(ARCHITECTURE, architecture.name());
        return Safetensors.header(tensors(architecture), all);
    }

    /// A whole file in memory.
    ///
    /// @param parameters 4 × [Architecture#parameters()] bytes
    public static byte[] bytes(
            Architecture architecture,
            MemorySegment parameters,
            SortedMap<String, String> metadata) {
        requireSize(architecture, parameters);
        var header = header(architecture, metadata);
        var file = new byte[Math.toIntExact(header.length + parameters.byteSize())];
        System.arraycopy(header, 0, file, 0, header.length);
        MemorySegment.copy(
                parameters, 0, MemorySegment.ofArray(file), header.length, parameters.byteSize());
        return file;
    }

    /// Sets `parameters` to those of `file`.
    ///
    /// @param name what to call the file in errors
    /// @throws FoedusException `BAD_MODEL` if its tensors or its stated architecture are not those
    ///   of `architecture`; then nothing is written
    public static void load(
            TensorFile file, String name, Architecture architecture, MemorySegment parameters) {
        requireSize(architecture, parameters);
        requireLayout(file, name, architecture);
        MemorySegment.copy(file.data(), 0, parameters, 0, parameters.byteSize());
    }

    /// Throws `BAD_MODEL` if a file's tensors or its stated architecture are not those of
    /// `architecture`: their names, element types, shapes and order.
    public static void requireLayout(TensorFile file, String name, Architecture architecture) {
        var stated = file.metadata().get(ARCHITECTURE);
        if (stated != null && !stated.equals(architecture.name())) {
            throw bad(name, "is of architecture '" + stated + "'", architecture);
        }
        var difference = file.layoutDifference(tensors(architecture));
        if (difference.isPresent()) {
            throw bad(name, difference.get(), architecture);
        }
    }

    /// Whether a file of that size can hold `architecture`: its parameters and a header.
    public static boolean fits(Architecture architecture, long bytes) {
        long header = bytes - Math.multiplyExact(4, architecture.parameters());
        return header > 0 && header <= Safetensors.LENGTH_BYTES + Safetensors.MAX_HEADER_BYTES;
    }

    /// Throws `BAD_MODEL` if a file of that size can't hold `architecture`, before it is read.
    public static void requireFits(long bytes, String name, Architecture architecture) {
        if (!fits(architecture, bytes)) {
            throw bad(name, "a file of " + bytes + " bytes", architecture);
        }
    }

    /// The named architecture that a file says it is of.
    public static Optional<Architecture> architecture(TensorFile file) {
        return Optional.ofNullable(file.metadata().get(ARCHITECTURE)).flatMap(Architectures::named);
    }

    /// The manifest of `architecture` as a header lists it.
    public static List<TensorInfo> tensors(Architecture architecture) {
        return architecture.tensors().stream()
                .map(tensor ->
                        new TensorInfo(
                                tensor.name(),
                                DType.F32,
                                tensor.shape(),
                                Math.multiplyExact(4, tensor.offset())))
                .toList();
    }

    private static void requireSize(Architecture architecture, MemorySegment parameters) {
        long expected = Math.multiplyExact(4, architecture.parameters());
        if (parameters.byteSize() != expected) {
            throw new IllegalArgumentException(
                    "expected " + expected + " bytes of parameters, got " + parameters.byteSize());
        }
    }

    private static FoedusException bad(String name, String what, Architecture expected) {
        return new FoedusException(
                ErrorCode.BAD_MODEL,
                "model "
                        + name
                        + ": expected the tensors of '"
                        + expected.name()
                        + "', found: "
                        + what);
    }
}
