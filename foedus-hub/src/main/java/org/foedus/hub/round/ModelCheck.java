package org.foedus.hub.round;

import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.function.Function;
import org.foedus.core.claim.Claim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.kernels.Finite;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.model.ModelFile;
import org.foedus.protocol.safetensors.Safetensors;

/// Looks at the initial weights of a run before the run is in the ledger: nodes consent to these
/// bytes, so they must be a model of the plan's architecture. Executes nothing.
public final class ModelCheck {
    private static final String NAME = "the initial model";

    private final Blobs blobs;
    private final Function<String, Optional<Architecture>> architectures;

    /// @param architectures those that a plan may name
    public ModelCheck(Blobs blobs, Function<String, Optional<Architecture>> architectures) {
        this.blobs = blobs;
        this.architectures = architectures;
    }

    /// Throws what is wrong. The work is bounded: a file of another size than the architecture's is
    /// not opened.
    ///
    /// @param start a claim that the rules accept
    public void check(Claim.StartRun start) {
        var name = start.plan().model().architecture();
        var architecture =
                architectures
                        .apply(name)
                        .orElseThrow(() ->
                                new FoedusException(
                                        ErrorCode.BAD_PLAN,
                                        "model.architecture: no architecture is called '"
                                                + name
                                                + "'"));
        ModelFile.requireFits(start.modelBytes(), NAME, architecture);
        long bytes =
                blobs.size(start.model())
                        .orElseThrow(() ->
                                new FoedusException(
                                        ErrorCode.NOT_FOUND,
                                        "model: upload "
                                                + start.model().shortHex()
                                                + "… before you start the run"));
        if (bytes != start.modelBytes()) {
            throw new FoedusException(
                    ErrorCode.BAD_MODEL,
                    "model.initial.bytes: expected " + bytes + ", found " + start.modelBytes());
        }
        try (var arena = Arena.ofConfined()) {
            var file = Safetensors.parse(blobs.map(start.model(), arena), NAME);
            ModelFile.requireLayout(file, NAME, architecture);
            long bad = Finite.firstNonFinite(file.data());
            if (bad >= 0) {
                throw new FoedusException(
                        ErrorCode.NON_FINITE, NAME + ": element " + bad + " is no finite number");
            }
        }
    }
}
