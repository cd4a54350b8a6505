package org.foedus.engine.torch;

import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.global.torch;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Engine;
import org.foedus.engine.Trainer;
import org.foedus.protocol.model.Architecture;

/// The engine `torch`: CPU, or the first CUDA device where the native library finds one.
public final class TorchEngine implements Engine {
    @Override
    public String name() {
        return "torch";
    }

    @Override
    public Set<String> architectures() {
        return Network.names();
    }

    /// Loads the native library at the first call, in about a second; the first process of a
    /// machine unpacks it before, in some seconds.
    @Override
    public Optional<String> unavailable() {
        return NativeLibrary.problem();
    }

    @Override
    public String device() {
        return unavailable().isEmpty() && torch.cuda_is_available() ? "cuda:0" : "cpu";
    }

    /// `threads` holds for the whole process from now on.
    @Override
    public Trainer open(Architecture architecture, int threads) {
        var network =
                Network.named(architecture.name())
                        .orElseThrow(() ->
                                unavailable(
                                        "trains "
                                                + Network.names()
                                                + ", not '"
                                                + architecture.name()
                                                + "'"));
        var problem = unavailable();
        if (problem.isPresent()) {
            throw unavailable("is not available: " + problem.get());
        }
        var device = device();
        return new TorchTrainer(architecture, network, device, !device.equals("cpu"), threads);
    }

    private static FoedusException unavailable(String why) {
        return new FoedusException(ErrorCode.ENGINE_UNAVAILABLE, "engine torch " + why);
    }
}
