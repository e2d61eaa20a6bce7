package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.device.Device;
import dev.nibble.engine.device.DeviceRequest;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Probe;
import dev.nibble.engine.device.Refusal;
import dev.nibble.engine.device.SelfCheck;
import java.time.Duration;

/** The first device of TornadoVM; tests are skipped where there is none. */
final class Found {
  private Found() {}

  static void orSkip() {
    Probe probe = new TornadoAccelerator().probe();
    assumeTrue(probe instanceof Probe.Found, probe::toString);
  }

  /** Opens it. */
  static Device open(long memory) {
    orSkip();
    Probe.Found found = (Probe.Found) new TornadoAccelerator().probe();
    DeviceRequest request = new DeviceRequest(found.devices().getFirst(), memory, 1, false);
    return done(new TornadoAccelerator().open(request));
  }

  static <T> T done(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Done<T>(T value)) {
      return value;
    }
    throw new AssertionError("refused: " + outcome);
  }

  static Refusal refused(Outcome<?> outcome) {
    if (outcome instanceof Outcome.Refused<?>(Refusal refusal)) {
      return refusal;
    }
    throw new AssertionError("not refused: " + outcome);
  }

  /** All layers on the device, and all that it computes is computed by the CPU too. */
  static OffloadOptions offload() {
    // The first kernels may be compiled on a busy machine, by a compiler that is interpreted.
    return OffloadOptions.of(GpuChoice.REQUIRE)
        .withCheck(SelfCheck.ALL)
        .withDeadline(Duration.ofMinutes(5));
  }

  static EngineOptions onCpu() {
    return EngineOptions.defaults().withOffload(OffloadOptions.of(GpuChoice.OFF));
  }
}
