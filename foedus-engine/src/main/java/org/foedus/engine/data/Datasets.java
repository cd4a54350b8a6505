package org.foedus.engine.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Examples;
import org.foedus.protocol.model.Architecture;

/// Loads datasets whole into memory.
public final class Datasets {
    private Datasets() {}

    /// Reads what `spec` names, for training `forShape`: every example has its input's width, every
    /// label is one of its classes, every feature is finite.
    ///
    /// @param base what relative file names are relative to
    /// @throws FoedusException `BAD_DATASET`, naming file, place and what was expected; `IO_FAILED`
    ///   if reading broke off
    public static Examples load(DatasetSpec spec, Path base, Architecture forShape) {
        var first = resolve(base, spec.files().getFirst());
        var examples =
                switch (spec.format()) {
                    case IDX ->
                            Idx.read(
                                    Source.of(first),
                                    Source.of(resolve(base, spec.files().get(1))),
                                    spec.scaling(),
                                    forShape);
                    case CSV ->
                            Csv.read(
                                    Source.of(first),
                                    Objects.requireNonNull(spec.labelColumn()),
                                    spec.scaling(),
                                    forShape);
                    case SAFETENSORS -> SafetensorsData.read(first, spec.scaling(), forShape);
                };
        if (examples.size() == 0) {
            throw new FoedusException(
                    ErrorCode.BAD_DATASET, "dataset " + first + ": expected examples, found none");
        }
        return examples;
    }

    private static Path resolve(Path base, String file) {
        try {
            return base.resolve(file).normalize();
        } catch (InvalidPathException e) {
            throw new FoedusException(
                    ErrorCode.BAD_DATASET, "dataset: not the name of a file: " + e.getReason(), e);
        }
    }
}
