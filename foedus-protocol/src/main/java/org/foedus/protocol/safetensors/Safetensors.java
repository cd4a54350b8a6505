package org.foedus.protocol.safetensors;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SortedMap;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Reads and writes safetensors headers. Stricter than the format where looseness would cost: the
/// data section must start at a multiple of 8 bytes (common writers pad the header with spaces),
/// tensor names have one alphabet, and every size has a limit.
public final class Safetensors {
    /// Longest JSON header, in bytes.
    public static final int MAX_HEADER_BYTES = 8 << 20;

    /// Most tensors in one file.
    public static final int MAX_TENSORS = 100_000;

    /// Most dimensions of one tensor.
    public static final int MAX_RANK = 8;

    /// Deepest nesting of the JSON header.
    public static final int MAX_DEPTH = 4;

    /// Longest tensor name or metadata key, in characters.
    public static final int MAX_NAME = 200;

    /// Most entries of `__metadata__`.
    public static final int MAX_METADATA = 1_000;

    /// Longest metadata value, in characters.
    public static final int MAX_METADATA_VALUE = 64 << 10;

    /// Bytes of the length that a file begins with.
    public static final int LENGTH_BYTES = 8;

    static final String METADATA = "__metadata__";

    private static final ValueLayout.OfLong LENGTH =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final JsonFactory JSON = new JsonFactory();

    private Safetensors() {}

    /// Checks a whole file and returns its manifest, without touching the data section.
    ///
    /// @param file the bytes of the file, usually mapped
    /// @param name what to call it in errors
    /// @throws FoedusException `BAD_MODEL`, naming the file, the byte offset, what was expected and
    ///   what was found
    public static TensorFile parse(MemorySegment file, String name) {
        long size = file.byteSize();
        if (size < LENGTH_BYTES) {
            throw bad(name, 0, "expected 8 bytes of header length, found a file of " + size);
        }
        long length = file.get(LENGTH, 0);
        if (length < 2 || length > MAX_HEADER_BYTES) {
            throw bad(
                    name,
                    0,
                    "expected a header length of 2 to "
                            + MAX_HEADER_BYTES
                            + " bytes, found "
                            + Long.toUnsignedString(length));
        }
        if (length > size - LENGTH_BYTES) {
            throw bad(
                    name,
                    0,
                    "expected a header of "
                            + length
                            + " bytes, found a file of "
                            + size
                            + " bytes");
        }
        if (length % 8 != 0) {
            throw bad(
                    name,
                    0,
                    "expected a header length that is a multiple of 8 (pad with spaces), found "
                            + length);
        }
        return new HeaderParser(file, name, (int) length).parse();
    }

    /// The first bytes of a file: length and header, padded with spaces to a multiple of 8. The
    /// data sections of the tensors follow, in this order. The same arguments give the same bytes.
    ///
    /// @param tensors in ascending offset, contiguous from 0
    /// @param metadata may be empty, then no `__metadata__` is written
    /// @throws IllegalArgumentException if [#parse] would refuse the result
    public static byte[] header(List<TensorInfo> tensors, SortedMap<String, String> metadata) {
        var json = new ByteArrayOutputStream();
        json.writeBytes(new byte[LENGTH_BYTES]);
        try (var out = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
            out.writeStartObject();
            if (!metadata.isEmpty()) {
                out.writeName(METADATA);
                out.writeStartObject();
                metadata.forEach(out::writeStringProperty);
                out.writeEndObject();
            }
            long next = 0;
            for (var tensor : tensors) {
                if (tensor.offset() != next || !HeaderParser.isName(tensor.name())) {
                    throw new IllegalArgumentException(
                            "bad name, or not at offset " + next + ": " + tensor);
                }
                next = tensor.end();
                out.writeName(tensor.name());
                out.writeStartObject();
                out.writeStringProperty("dtype", tensor.dtype().name());
                out.writeArrayPropertyStart("shape");
                tensor.shape().forEach(out::writeNumber);
                out.writeEndArray();
                out.writeArrayPropertyStart("data_offsets");
                out.writeNumber(tensor.offset());
                out.writeNumber(next);
                out.writeEndArray();
                out.writeEndObject();
            }
            out.writeEndObject();
        }
        while (json.size() % 8 != 0) {
            json.write(' ');
        }
        if (json.size() - LENGTH_BYTES > MAX_HEADER_BYTES || tensors.size() > MAX_TENSORS) {
            throw new IllegalArgumentException("the header would be over its limits");
        }
        var bytes = json.toByteArray();
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, bytes.length - LENGTH_BYTES);
        return bytes;
    }

    static FoedusException bad(String file, long offset, String message) {
        return new FoedusException(
                ErrorCode.BAD_MODEL, "safetensors " + file + ", byte " + offset + ": " + message);
    }
}
