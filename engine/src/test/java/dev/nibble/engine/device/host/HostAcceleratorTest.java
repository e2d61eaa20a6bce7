package dev.nibble.engine.device.host;

import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.AcceleratorContract;

/** The CPU that plays a device computes what the CPU computes, to the bit. */
final class HostAcceleratorTest extends AcceleratorContract {
  @Override
  protected Accelerator accelerator() {
    return new HostAccelerator();
  }

  @Override
  protected double layerTolerance() {
    return 0;
  }

  @Override
  protected double productTolerance() {
    return 1e-6;
  }
}
