package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.KernelsContract;

/** With activations that stay floats all products are those of the stored weights. */
final class AssembledKernelsTest extends KernelsContract {
  @Override
  protected Kernels start(int threads) {
    return new AssembledKernels(CodeHere.require(), threads, false, false);
  }
}
