package dev.nibble.engine.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.KernelsContract;
import org.junit.jupiter.api.Test;

/** Runs at the width that {@code nibble.vector.bits} sets; the build does so at each. */
final class VectorKernelsTest extends KernelsContract {
  @Override
  protected Kernels start(int threads) {
    return new VectorKernels(threads);
  }

  @Test
  void theWidthIsTheOneThatThePropertySets() {
    int expected = Integer.getInteger(Lanes.WIDTH_PROPERTY, Lanes.preferredBits());
    assertEquals(expected, 32 * Lanes.COUNT);
  }
}
