package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.Probe;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What there is, with TornadoVM and without it. */
final class ProbeTest {
  private static final boolean SDK = !System.getProperty("jdk.module.upgrade.path", "").isEmpty();

  @Test
  void theEngineFindsTheAccelerator() {
    assertTrue(
        ServiceLoader.load(Accelerator.class).stream()
            .anyMatch(provider -> provider.type() == TornadoAccelerator.class));
  }

  @Test
  void withoutTheSdkThereIsAReasonAndNoException() {
    assumeTrue(!SDK, "this Java process has the SDK");
    Probe.Absent absent = assertInstanceOf(Probe.Absent.class, new TornadoAccelerator().probe());
    assertTrue(absent.reason().startsWith("TornadoVM does not start: "), absent::reason);
    assertTrue(absent.reason().endsWith("; point TORNADOVM_HOME to its SDK"), absent::reason);
    assertEquals(absent, new TornadoAccelerator().probe(), "asked again");
  }

  @Test
  void withItDevicesHaveNameBackendAndMemory() {
    Found.orSkip();
    Probe.Found found = assertInstanceOf(Probe.Found.class, new TornadoAccelerator().probe());
    DeviceInfo info = found.devices().getFirst();
    assertEquals("tornadovm:0", info.id());
    assertTrue(info.name().matches("\\S.* \\([A-Z]+\\)"), info::name);
    assertTrue(info.backend().startsWith("TornadoVM, "), info::backend);
    assertTrue(info.memoryBytes() > 1 << 20, () -> info.memoryBytes() + " bytes");
  }
}
