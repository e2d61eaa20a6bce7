package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.kernel.vector.Lanes;
import dev.nibble.engine.measure.Arithmetic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the machine can do at best. */
final class CeilingMeasurementTest {
  @Test
  @DisplayName("vectors multiply more than one number a nanosecond, and memory is no cache")
  void plausible() {
    try (CeilingMeasurement measurement = new CeilingMeasurement()) {
      Ceiling ceiling = measurement.measure(1, Arithmetic.FLOAT32);
      assertEquals("vector-" + Lanes.BITS, ceiling.loops());
      assertEquals(1, ceiling.threads());
      double multiplyAdds = ceiling.multiplyAddsPerSecond();
      assertTrue(multiplyAdds > 1e9 && multiplyAdds < 1e12, ceiling.toString());
      double bytes = ceiling.bytesPerSecond();
      assertTrue(bytes > 1e8 && bytes < 1e12, ceiling.toString());
    }
  }

  @Test
  @DisplayName("where there is code for bytes, more of them are multiplied than floats")
  void bytes() {
    try (CeilingMeasurement measurement = new CeilingMeasurement()) {
      assumeTrue(measurement.arithmetics().contains(Arithmetic.INT8));
      double floats = measurement.recent(1, Arithmetic.FLOAT32).multiplyAddsPerSecond();
      Ceiling ceiling = measurement.recent(1, Arithmetic.INT8);
      assertTrue(ceiling.loops().startsWith("assembled-"), ceiling.toString());
      assertTrue(ceiling.multiplyAddsPerSecond() > 1.5 * floats, ceiling + ", floats " + floats);
      assertSame(ceiling, measurement.recent(1, Arithmetic.INT8));
    }
  }
}
