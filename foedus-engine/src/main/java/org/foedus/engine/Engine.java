package org.foedus.engine;

import java.util.Set;
import org.foedus.protocol.model.Architecture;

/// A training engine. Found by `ServiceLoader`; loading must not unpack or open anything native
/// before [#available()] or [#open] is called.
public interface Engine {
    /// `plain` or `torch`.
    String name();

    /// Names of the architectures it can train, as in [Architecture].
    Set<String> architectures();

    /// Empty if it can run on this machine, else why not and what would help.
    java.util.Optional<String> unavailable();

    /// The device it would use, for people: `cpu`, `cuda:0 NVIDIA …`.
    String device();

    /// A trainer for `architecture` with at most `threads` threads. Its parameters start at zero.
    Trainer open(Architecture architecture, int threads);
}
