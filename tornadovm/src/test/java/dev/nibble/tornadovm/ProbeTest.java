package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.device.Accelerator;
import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.Probe;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What there is where TornadoVM is. */
final class ProbeTest {
  @Test
  void theEngineFindsTheAccelerator() {
    assertTrue(
        ServiceLoader.load(Accelerator.class).stream()
            .anyMatch(provider -> provider.type() == TornadoAccelerator.class));
  }

  @Test
  void devicesHaveNameBackendAndMemory() {
    Found.orSkip();
    Probe.Found found = assertInstanceOf(Probe.Found.class, new TornadoAccelerator().probe());
    DeviceInfo info = found.devices().getFirst();
    assertEquals("tornadovm:0", info.id());
    assertTrue(info.name().matches("\\S.* \\([A-Z]+\\)"), info::name);
    assertTrue(info.backend().startsWith("TornadoVM, "), info::backend);
    assertTrue(info.memoryBytes() > 1 << 20, () -> info.memoryBytes() + " bytes");
  }
}
