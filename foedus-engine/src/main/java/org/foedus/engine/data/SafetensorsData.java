package org.foedus.engine.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Examples;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.safetensors.DType;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorFile;
import org.foedus.protocol.safetensors.TensorInfo;

/// Reads a safetensors file with `features` (F32, one row an example) and `labels` (I64 or I32, one
/// an example).
final class SafetensorsData {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsData() {}

    static Examples read(Path path, Scaling scaling, Architecture shape) {
        var source = Source.of(path);
        try (var channel = FileChannel.open(path);
                var arena = Arena.ofConfined()) {
            var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, source.size(), arena);
            return read(mapped, source, scaling, shape);
        } catch (IOException e) {
            throw source.unreadable(e);
        }
    }

    static Examples read(MemorySegment bytes, Source source, Scaling scaling, Architecture shape) {
        TensorFile file;
        try {
            file = Safetensors.parse(bytes, source.name());
        } catch (FoedusException e) {
            throw new FoedusException(ErrorCode.BAD_DATASET, e.reason(), e);
        }
        var labels = labels(file, source, shape.classes());
        var features = features(file, source, labels.length, scaling, shape);
        return new Examples(features, labels, shape.width());
    }

    private static int[] labels(TensorFile file, Source source, int classes) {
        var tensor = require(file, source, "labels");
        boolean wide = tensor.dtype() == DType.I64;
        if (!wide && tensor.dtype() != DType.I32 || tensor.shape().size() != 1) {
            throw source.refusedAt(
                    8, "expected 'labels' to be I64 or I32 of one dimension, found " + tensor);
        }
        if (tensor.elements() > Limits.MAX_EXAMPLES) {
            throw source.refusedAt(
                    8, "expected at most " + Limits.MAX_EXAMPLES + " labels, found " + tensor);
        }
        var data = file.data(tensor);
        var labels = new int[(int) tensor.elements()];
        for (int i = 0; i < labels.length; i++) {
            long value = wide ? data.getAtIndex(LONG, i) : data.getAtIndex(INT, i);
            if (value < 0 || value >= classes) {
                throw source.refusedAt(
                        offset(file, tensor, i),
                        "expected a label of 0 to " + (classes - 1) + ", found " + value);
            }
            labels[i] = (int) value;
        }
        return labels;
    }

    private static float[] features(
            TensorFile file, Source source, int rows, Scaling scaling, Architecture shape) {
        var tensor = require(file, source, "features");
        long values = (long) rows * shape.width();
        if (tensor.dtype() != DType.F32
                || tensor.shape().isEmpty()
                || tensor.shape().getFirst() != rows
                || tensor.elements() != values) {
            throw source.refusedAt(
                    8,
                    "expected 'features' to be F32 of "
                            + rows
                            + " × "
                            + shape.width()
                            + ", found "
                            + tensor);
        }
        if (values > Limits.MAX_VALUES) {
            throw source.refusedAt(
                    8, "expected at most " + Limits.MAX_VALUES + " values, found " + values);
        }
        var features = file.data(tensor).toArray(FLOAT);
        for (int i = 0; i < features.length; i++) {
            float value = scaling.apply(features[i]);
            if (!Float.isFinite(value)) {
                throw source.refusedAt(
                        offset(file, tensor, i), "expected a finite feature, found " + features[i]);
            }
            features[i] = value;
        }
        return features;
    }

    private static TensorInfo require(TensorFile file, Source source, String name) {
        return file.tensor(name)
                .orElseThrow(() -> source.refusedAt(8, "expected a tensor '" + name + "'"));
    }

    private static long offset(TensorFile file, TensorInfo tensor, int element) {
        return file.dataOffset() + tensor.offset() + (long) element * tensor.dtype().bytes();
    }
}
