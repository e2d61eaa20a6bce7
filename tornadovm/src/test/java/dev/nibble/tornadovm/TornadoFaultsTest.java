package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.ChangedModels;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.FaultsContract;
import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/**
 * Each fault, while TornadoVM computes what is right. A device is opened and ten kernels are
 * compiled for each text, which takes half a second: two layers and a few texts a fault, which
 * together meet nearly all operations. {@code HostFaultsTest} has the same contract, and each fault
 * at each operation.
 */
final class TornadoFaultsTest extends FaultsContract {
  @Override
  protected Accelerator accelerator() {
    return new TornadoAccelerator();
  }

  @Override
  protected EngineOptions options() {
    return EngineOptions.defaults();
  }

  @Override
  protected Path model(Path empty) throws IOException {
    return ChangedModels.withLayers(empty, 2);
  }

  @Override
  protected int tokens() {
    return 8;
  }

  @Override
  protected int texts(Fault fault, int operations) {
    return fault == Fault.HANG ? 3 : 4;
  }

  /** The first kernels may be compiled on a busy machine, by a compiler that is interpreted. */
  @Override
  protected Duration deadline(Fault fault) {
    return fault == Fault.HANG ? Duration.ofSeconds(5) : Duration.ofMinutes(5);
  }

  /** TornadoVM's own count, in a Java process that was started with little memory. */
  @AfterEach
  void nothingIsLeftOnTheDevice() {
    long limit = FoundDevices.find().limit();
    assumeTrue(limit < 1 << 30, "started with -Dtornado.device.memory=" + limit);
    try (Rival rival = new Rival()) {
      assertTrue(rival.takes(limit), "somebody has not given memory back");
    }
  }
}
