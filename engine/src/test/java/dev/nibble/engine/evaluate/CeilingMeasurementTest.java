package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.kernel.vector.Lanes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the machine can do at best. */
final class CeilingMeasurementTest {
  @Test
  @DisplayName("vectors multiply more than one number a nanosecond, and memory is no cache")
  void plausible() {
    try (CeilingMeasurement measurement = new CeilingMeasurement()) {
      Ceiling ceiling = measurement.measure(1);
      assertEquals("vector-" + Lanes.BITS, ceiling.loops());
      assertEquals(1, ceiling.threads());
      double multiplyAdds = ceiling.multiplyAddsPerSecond();
      assertTrue(multiplyAdds > 1e9 && multiplyAdds < 1e12, ceiling.toString());
      double bytes = ceiling.bytesPerSecond();
      assertTrue(bytes > 1e8 && bytes < 1e12, ceiling.toString());
    }
  }
}
