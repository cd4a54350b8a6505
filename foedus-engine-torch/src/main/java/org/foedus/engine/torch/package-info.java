/// The engine on libtorch (PyTorch's C++ library, through its JavaCPP presets), with its autograd.
///
/// Nothing native is unpacked or loaded before an engine is asked whether it is available. All
/// parameters of a model are views of one flat buffer, and so are their gradients; an optimizer
/// step is a few operations over those. On one CPU thread the same seed gives the same bits on the
/// same machine. A trainer is confined to one thread; the number of threads is the process's.
@NullMarked
package org.foedus.engine.torch;

import org.jspecify.annotations.NullMarked;
