package org.foedus.protocol.safetensors;

import static org.foedus.protocol.safetensors.Safetensors.LENGTH_BYTES;
import static org.foedus.protocol.safetensors.Safetensors.MAX_METADATA;
import static org.foedus.protocol.safetensors.Safetensors.MAX_METADATA_VALUE;
import static org.foedus.protocol.safetensors.Safetensors.MAX_NAME;
import static org.foedus.protocol.safetensors.Safetensors.MAX_RANK;
import static org.foedus.protocol.safetensors.Safetensors.MAX_TENSORS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.error.FoedusException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// Parses one header whose length is already known to be sane; used once.
final class HeaderParser {
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // Names are a stranger's: no shared symbol table for them to fill.
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Safetensors.MAX_DEPTH)
                                    .maxNameLength(MAX_NAME)
                                    .maxStringLength(MAX_METADATA_VALUE)
                                    .maxNumberLength(20)
                                    .build())
                    .build();

    /// @param at where it stands in the header, in characters
    private record Claimed(TensorInfo tensor, long end, long at) {}

    private final MemorySegment file;
    private final String name;
    private final int length;
    private final List<Claimed> claimed = new ArrayList<>();
    private final SortedMap<String, String> metadata = new TreeMap<>();
    private String text = "";
    private @Nullable JsonParser json;

    HeaderParser(MemorySegment file, String name, int length) {
        this.file = file;
        this.name = name;
        this.length = length;
    }

    TensorFile parse() {
        text = decode();
        if (text.charAt(0) != '{') {
            throw Safetensors.bad(name, LENGTH_BYTES, "expected '{', found another byte");
        }
        try (var parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            json = parser;
            parser.nextToken();
            for (var key = parser.nextName(); key != null; key = parser.nextName()) {
                if (key.equals(Safetensors.METADATA)) {
                    readMetadata(parser);
                } else {
                    claimed.add(readTensor(parser, key));
                }
            }
            expect(parser, parser.currentToken(), JsonToken.END_OBJECT, "the end of the header");
            if (parser.nextToken() != null) {
                throw bad("expected only spaces after the header's object");
            }
        } catch (JacksonException e) {
            throw Safetensors.bad(name, offset(), "not a header: " + e.getOriginalMessage());
        }
        return new TensorFile(file, (long) LENGTH_BYTES + length, inOrder(), metadata);
    }

    private String decode() {
        var bytes = file.asSlice(LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw Safetensors.bad(name, LENGTH_BYTES, "expected a header in UTF-8");
        }
    }

    private void readMetadata(JsonParser parser) {
        expect(parser, parser.nextToken(), JsonToken.START_OBJECT, "an object of strings");
        for (var key = parser.nextName(); key != null; key = parser.nextName()) {
            if (metadata.size() == MAX_METADATA) {
                throw bad("expected at most " + MAX_METADATA + " metadata entries");
            }
            expect(parser, parser.nextToken(), JsonToken.VALUE_STRING, "a string");
            metadata.put(key, parser.getString());
        }
        expect(parser, parser.currentToken(), JsonToken.END_OBJECT, "the end of the metadata");
    }

    private Claimed readTensor(JsonParser parser, String tensor) {
        long at = parser.currentLocation().getCharOffset();
        if (claimed.size() == MAX_TENSORS) {
            throw bad("expected at most " + MAX_TENSORS + " tensors");
        }
        if (!isName(tensor)) {
            throw bad("expected a tensor name of 1 to 200 characters of A-Z a-z 0-9 _ . - /");
        }
        DType dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        expect(parser, parser.nextToken(), JsonToken.START_OBJECT, "an object for " + tensor);
        for (var key = parser.nextName(); key != null; key = parser.nextName()) {
            switch (key) {
                case "dtype" -> dtype = readDType(parser);
                case "shape" -> shape = readNumbers(parser, MAX_RANK);
                case "data_offsets" -> offsets = readNumbers(parser, 2);
                default -> throw bad("expected dtype, shape or data_offsets, found '" + key + "'");
            }
        }
        expect(parser, parser.currentToken(), JsonToken.END_OBJECT, "the end of " + tensor);
        if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw bad("expected dtype, shape and two data_offsets for '" + tensor + "'");
        }
        return check(new TensorInfo(tensor, dtype, shape, offsets.getFirst()), offsets.get(1), at);
    }

    private DType readDType(JsonParser parser) {
        expect(parser, parser.nextToken(), JsonToken.VALUE_STRING, "a dtype");
        var text = parser.getString();
        return DType.named(text)
                .orElseThrow(() ->
                        bad(
                                "expected a dtype of "
                                        + List.of(DType.values())
                                        + ", found '"
                                        + clipped(text)
                                        + "'"));
    }

    private List<Long> readNumbers(JsonParser parser, int most) {
        expect(parser, parser.nextToken(), JsonToken.START_ARRAY, "an array of numbers");
        var numbers = new ArrayList<Long>(most);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (numbers.size() == most) {
                throw bad("expected at most " + most + " numbers");
            }
            expect(parser, parser.currentToken(), JsonToken.VALUE_NUMBER_INT, "a whole number");
            long number = parser.getLongValue();
            if (number < 0) {
                throw bad("expected a number of at least 0, found " + number);
            }
            numbers.add(number);
        }
        return numbers;
    }

    private Claimed check(TensorInfo tensor, long end, long at) {
        long dataBytes = file.byteSize() - LENGTH_BYTES - length;
        if (tensor.offset() > end || end > dataBytes) {
            throw Safetensors.bad(
                    name,
                    inBytes(at),
                    "expected offsets of "
                            + tensor
                            + " within 0 to "
                            + dataBytes
                            + " bytes of data, found ["
                            + tensor.offset()
                            + ", "
                            + end
                            + "]");
        }
        try {
            if (tensor.bytes() == end - tensor.offset()) {
                return new Claimed(tensor, end, at);
            }
        } catch (ArithmeticException e) {
            throw Safetensors.bad(name, inBytes(at), tensor + " has more than 2^63 bytes");
        }
        throw Safetensors.bad(
                name,
                inBytes(at),
                "expected "
                        + tensor.bytes()
                        + " bytes for "
                        + tensor
                        + ", found "
                        + (end - tensor.offset()));
    }

    /// The tensors by offset, without holes and overlaps, up to the last byte of the file.
    private List<TensorInfo> inOrder() {
        claimed.sort(
                Comparator.comparingLong((Claimed c) -> c.tensor().offset())
                        .thenComparingLong(Claimed::end)
                        .thenComparing(c -> c.tensor().name()));
        long next = 0;
        for (var claim : claimed) {
            if (claim.tensor().offset() != next) {
                throw Safetensors.bad(
                        name,
                        inBytes(claim.at()),
                        "expected "
                                + claim.tensor()
                                + " to begin at data offset "
                                + next
                                + ", where the one before it ends, found "
                                + claim.tensor().offset());
            }
            next = claim.end();
        }
        long dataBytes = file.byteSize() - LENGTH_BYTES - length;
        if (next != dataBytes) {
            throw Safetensors.bad(
                    name,
                    (long) LENGTH_BYTES + length + next,
                    "expected the end of the file, found " + (dataBytes - next) + " more bytes");
        }
        return claimed.stream().map(Claimed::tensor).toList();
    }

    private void expect(
            JsonParser parser, @Nullable JsonToken found, JsonToken expected, String what) {
        if (found != expected) {
            throw bad("expected " + what + ", found " + describe(parser, found));
        }
    }

    private static String describe(JsonParser parser, @Nullable JsonToken token) {
        return token == null ? "the end" : "'" + clipped(parser.getString()) + "'";
    }

    private static String clipped(String text) {
        var printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= 40 ? printable : printable.substring(0, 40) + "…";
    }

    static boolean isName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME || name.equals(Safetensors.METADATA)) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && "_.-/".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private FoedusException bad(String message) {
        return Safetensors.bad(name, offset(), message);
    }

    /// Where the parser is, in bytes from the start of the file.
    private long offset() {
        return inBytes(json == null ? 0 : json.currentLocation().getCharOffset());
    }

    /// Only for errors: it costs a pass over the header.
    private long inBytes(long characters) {
        int end = Math.clamp(characters, 0, text.length());
        return (long) LENGTH_BYTES + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
    }
}
