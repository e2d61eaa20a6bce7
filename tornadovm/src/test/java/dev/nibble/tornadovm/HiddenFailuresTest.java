package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.device.Probe;
import org.junit.jupiter.api.Test;

/** A Java process in which TornadoVM computes with the CPU what it cannot compile. */
final class HiddenFailuresTest {
  @Test
  void aDeviceThatWouldNotSayWhenItFailsIsNone() {
    String recovers = System.getProperty("tornado.recover.bailout", "true");
    assumeTrue(Boolean.parseBoolean(recovers), "started with -Dtornado.recover.bailout=False");
    assertEquals(
        new Probe.Absent(
            "TornadoVM would hide kernels that fail;"
                + " start Java with -Dtornado.recover.bailout=False"),
        new TornadoAccelerator().probe());
  }
}
