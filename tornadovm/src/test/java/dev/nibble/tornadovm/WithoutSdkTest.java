package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.device.Probe;
import org.junit.jupiter.api.Test;

/** A Java process without TornadoVM. */
final class WithoutSdkTest {
  @Test
  void thereIsAReasonAndNoException() {
    String sdk = System.getProperty("jdk.module.upgrade.path", "");
    assumeTrue(sdk.isEmpty(), "this Java process has the SDK");
    Probe.Absent absent = assertInstanceOf(Probe.Absent.class, new TornadoAccelerator().probe());
    assertTrue(absent.reason().startsWith("TornadoVM does not start: "), absent::reason);
    assertTrue(absent.reason().endsWith("; point TORNADOVM_HOME to its SDK"), absent::reason);
    assertEquals(absent, new TornadoAccelerator().probe(), "asked again");
  }
}
