package org.foedus.engine.data;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Examples;

/// Writes examples as a pair of IDX files, gzip.
public final class IdxWriter {
    private IdxWriter() {}

    /// Writes examples that were read with [Scaling#PIXELS]; reading the files gives the same
    /// examples. Existing files are replaced.
    ///
    /// @param rows height of an image in pixels; rows × columns is the examples' width
    /// @throws IllegalArgumentException if a feature is not a scaled pixel, or a label over 255
    /// @throws FoedusException `IO_FAILED`
    public static void write(Examples examples, int rows, int columns, Path images, Path labels) {
        if ((long) rows * columns != examples.width()) {
            throw new IllegalArgumentException(
                    rows + " × " + columns + " pixels are not " + examples.width());
        }
        try (var out = open(images)) {
            out.writeInt(Idx.IMAGES_MAGIC);
            out.writeInt(examples.size());
            out.writeInt(rows);
            out.writeInt(columns);
            for (float feature : examples.features()) {
                out.write(pixel(feature));
            }
        } catch (IOException e) {
            throw unwritable(images, e);
        }
        try (var out = open(labels)) {
            out.writeInt(Idx.LABELS_MAGIC);
            out.writeInt(examples.size());
            for (int label : examples.labels()) {
                if (label > 255) {
                    throw new IllegalArgumentException("IDX labels end at 255, got " + label);
                }
                out.write(label);
            }
        } catch (IOException e) {
            throw unwritable(labels, e);
        }
    }

    private static int pixel(float feature) {
        int pixel = Math.round((feature * 0.5f + 0.5f) * 255f);
        if (pixel < 0 || pixel > 255 || Scaling.PIXELS.apply(pixel) != feature) {
            throw new IllegalArgumentException("not a scaled pixel: " + feature);
        }
        return pixel;
    }

    private static DataOutputStream open(Path file) throws IOException {
        var raw = Files.newOutputStream(file);
        try {
            return new DataOutputStream(
                    new BufferedOutputStream(new GZIPOutputStream(raw, 64 << 10), 64 << 10));
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static FoedusException unwritable(Path file, IOException e) {
        return new FoedusException(
                ErrorCode.IO_FAILED, "dataset " + file + " could not be written: " + e, e);
    }
}
