package org.foedus.engine.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a dataset lies and how to read it.
///
/// @param files relative to the folder of the configuration, or absolute; IDX takes two, images and
///   then labels (gzip or raw), the others one
/// @param labelColumn name of the label's column; CSV only
public record DatasetSpec(
        Format format, List<String> files, Scaling scaling, @Nullable String labelColumn) {
    /// The file formats.
    public enum Format {
        IDX(2),
        CSV(1),
        SAFETENSORS(1);

        private final int files;

        Format(int files) {
            this.files = files;
        }
    }

    public DatasetSpec {
        files = List.copyOf(files);
        if (files.size() != format.files) {
            throw new IllegalArgumentException(
                    "a dataset in " + format + " has " + format.files + " file(s), got " + files);
        }
        if ((format == Format.CSV) != (labelColumn != null)) {
            throw new IllegalArgumentException(
                    "a label column is needed for CSV, and only there; format " + format);
        }
    }

    /// Images and labels in IDX, pixels scaled to [-1, 1].
    public static DatasetSpec idx(String images, String labels) {
        return new DatasetSpec(Format.IDX, List.of(images, labels), Scaling.PIXELS, null);
    }

    /// Numeric columns with a header row.
    public static DatasetSpec csv(String file, String labelColumn, Scaling scaling) {
        return new DatasetSpec(Format.CSV, List.of(file), scaling, labelColumn);
    }

    /// Tensors `features` and `labels`.
    public static DatasetSpec safetensors(String file, Scaling scaling) {
        return new DatasetSpec(Format.SAFETENSORS, List.of(file), scaling, null);
    }
}
