package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.KernelsContract;
import org.junit.jupiter.api.BeforeAll;

/** With activations that stay floats all products are those of the stored weights. */
final class AssembledKernelsTest extends KernelsContract {
  @BeforeAll
  static void thereIsCode() {
    CodeHere.require();
  }

  @Override
  protected Kernels start(int threads) {
    return new AssembledKernels(CodeHere.require(), threads, false, false);
  }
}
