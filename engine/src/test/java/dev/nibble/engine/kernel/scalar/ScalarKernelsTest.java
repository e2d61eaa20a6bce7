package dev.nibble.engine.kernel.scalar;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.KernelsContract;

final class ScalarKernelsTest extends KernelsContract {
  @Override
  protected Kernels start(int threads) {
    return new ScalarKernels(threads);
  }
}
