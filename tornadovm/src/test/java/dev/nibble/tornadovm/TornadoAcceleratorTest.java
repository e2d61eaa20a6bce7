package dev.nibble.tornadovm;

import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.AcceleratorContract;

/** Devices of TornadoVM compute what the CPU computes, but for the order of sums. */
final class TornadoAcceleratorTest extends AcceleratorContract {
  @Override
  protected Accelerator accelerator() {
    return new TornadoAccelerator();
  }

  @Override
  protected double layerTolerance() {
    return 2e-3;
  }

  @Override
  protected double productTolerance() {
    return 1e-6;
  }
}
