package org.foedus.engine.plain;

import java.util.Optional;
import java.util.Set;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Engine;
import org.foedus.engine.Trainer;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.model.Architectures;

/// The engine `plain`: runs everywhere, trains `mlp`.
public final class PlainEngine implements Engine {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public Set<String> architectures() {
        return Set.of(Architectures.MLP.name());
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public String device() {
        return "cpu";
    }

    /// One thread, whatever `threads` allows.
    @Override
    public Trainer open(Architecture architecture, int threads) {
        if (!architectures().contains(architecture.name())) {
            throw new FoedusException(
                    ErrorCode.ENGINE_UNAVAILABLE,
                    "engine plain trains "
                            + architectures()
                            + ", not '"
                            + architecture.name()
                            + "'; use engine torch, or another architecture");
        }
        return new PlainTrainer(architecture);
    }
}
