package dev.nibble.engine;

import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.Fault;
import dev.nibble.engine.device.host.HostAccelerator;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Each fault at each operation: the CPU that plays a device is fast, and computes the same bits.
 */
final class HostFaultsTest extends FaultsContract {
  @Override
  protected Accelerator accelerator() {
    return new HostAccelerator();
  }

  @Override
  protected EngineOptions options() {
    return EngineOptions.defaults().withKernels(KernelChoice.SCALAR).withThreads(1);
  }

  @Override
  protected Path model(Path folder) {
    return TestModels.bundled();
  }

  @Override
  protected int tokens() {
    return 12;
  }

  @Override
  protected int texts(Fault fault, int operations) {
    return fault == Fault.HANG ? operations / 4 : operations;
  }

  /** Short, since each operation that hangs costs it; all others end in a thousandth. */
  @Override
  protected Duration deadline(Fault fault) {
    return fault == Fault.HANG ? Duration.ofMillis(200) : super.deadline(fault);
  }
}
