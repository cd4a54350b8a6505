package org.foedus.engine.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.foedus.engine.Examples;
import org.foedus.protocol.model.Architecture;

/// Reads the IDX format of unsigned bytes, raw or gzip: a big-endian magic number, the dimensions,
/// then the values. What the header claims must fit the file (exactly when raw, by what deflate can
/// do at most when gzip) before memory is taken; then exactly that much is read.
final class Idx {
    static final int IMAGES_MAGIC = 0x0803;
    static final int LABELS_MAGIC = 0x0801;

    /// One byte of deflate expands to at most 1032.
    private static final long MAX_EXPANSION = 1032;

    private static final int BUFFER_BYTES = 64 << 10;

    private final Source source;
    private final InputStream in;
    private final boolean gzip;
    private long offset;

    private Idx(Source source, InputStream in, boolean gzip) {
        this.source = source;
        this.in = in;
        this.gzip = gzip;
    }

    static Examples read(Source images, Source labels, Scaling scaling, Architecture shape) {
        int[] classes = reading(labels, idx -> idx.labels(shape.classes()));
        float[] features = reading(images, idx -> idx.images(classes.length, scaling, shape));
        return new Examples(features, classes, shape.width());
    }

    private interface Reading<T> {
        T from(Idx idx) throws IOException;
    }

    private static <T> T reading(Source source, Reading<T> reading) {
        try (var raw = new BufferedInputStream(source.opener().open(), BUFFER_BYTES)) {
            raw.mark(2);
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            if (!gzip) {
                return reading.from(new Idx(source, raw, false));
            }
            try (var unpacked = new GZIPInputStream(raw, BUFFER_BYTES)) {
                return reading.from(new Idx(source, unpacked, true));
            }
        } catch (ZipException e) {
            throw source.refused("gzip", "expected a whole gzip file, found: " + e.getMessage());
        } catch (EOFException e) {
            throw source.refused("gzip", "expected a whole gzip file, found its end too early");
        } catch (IOException e) {
            throw source.unreadable(e);
        }
    }

    private int[] labels(int classes) throws IOException {
        expectInt(LABELS_MAGIC, "the magic number of IDX labels");
        int count = count();
        expectData(count);
        var values = new int[count];
        var buffer = new byte[Math.min(count, BUFFER_BYTES)];
        for (int done = 0; done < count; ) {
            int piece = Math.min(buffer.length, count - done);
            fill(buffer, piece);
            for (int i = 0; i < piece; i++) {
                int value = buffer[i] & 0xff;
                if (value >= classes) {
                    throw source.refusedAt(
                            offset - piece + i,
                            "expected a label of 0 to " + (classes - 1) + ", found " + value);
                }
                values[done + i] = value;
            }
            done += piece;
        }
        expectEnd();
        return values;
    }

    private float[] images(int labels, Scaling scaling, Architecture shape) throws IOException {
        expectInt(IMAGES_MAGIC, "the magic number of IDX images");
        int count = count();
        if (count != labels) {
            throw source.refusedAt(
                    4, "expected " + labels + " images, one a label, found " + count);
        }
        var input = shape.inputShape();
        expectInt(input.get(input.size() - 2), "the height in pixels");
        expectInt(input.getLast(), "the width in pixels");
        int width = shape.width();
        long values = (long) count * width;
        if (values > Limits.MAX_VALUES) {
            throw source.refusedAt(
                    4, "expected at most " + Limits.MAX_VALUES + " pixels, found " + values);
        }
        expectData(values);
        var scaled = new float[256];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = scaling.apply(i);
        }
        var features = new float[(int) values];
        var row = new byte[width];
        for (int start = 0; start < values; start += width) {
            fill(row, width);
            for (int i = 0; i < width; i++) {
                features[start + i] = scaled[row[i] & 0xff];
            }
        }
        expectEnd();
        return features;
    }

    private int count() throws IOException {
        long at = offset;
        int count = readInt();
        if (count < 0 || count > Limits.MAX_EXAMPLES) {
            throw source.refusedAt(
                    at,
                    "expected at most "
                            + Limits.MAX_EXAMPLES
                            + " items, found "
                            + Integer.toUnsignedString(count));
        }
        return count;
    }

    /// The file can hold `bytes` more.
    private void expectData(long bytes) {
        long whole = offset + bytes;
        if (gzip && whole > source.size() * MAX_EXPANSION) {
            throw source.refusedAt(
                    4,
                    "expected a count that "
                            + source.size()
                            + " bytes of gzip can hold, found "
                            + whole
                            + " bytes");
        }
        if (!gzip && whole != source.size()) {
            throw source.refusedAt(
                    4, "expected a file of " + whole + " bytes, found " + source.size());
        }
    }

    private void expectInt(int expected, String what) throws IOException {
        long at = offset;
        int found = readInt();
        if (found != expected) {
            throw source.refusedAt(
                    at,
                    "expected "
                            + what
                            + ", "
                            + expected
                            + ", found "
                            + Integer.toUnsignedString(found));
        }
    }

    private int readInt() throws IOException {
        var bytes = new byte[4];
        fill(bytes, 4);
        return bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    private void fill(byte[] buffer, int length) throws IOException {
        int read = in.readNBytes(buffer, 0, length);
        offset += read;
        if (read < length) {
            throw source.refusedAt(
                    offset, "expected " + (length - read) + " more bytes, found the end");
        }
    }

    private void expectEnd() throws IOException {
        if (in.read() >= 0) {
            throw source.refusedAt(offset, "expected the end of the file, found more bytes");
        }
    }
}
