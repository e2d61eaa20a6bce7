package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.device.DeviceCeiling;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Refusal;
import dev.nibble.engine.measure.Arithmetic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From times to what a row says. */
final class BenchResultTest {
  private static final Bound CPU =
      new Bound(new Ceiling("vector-512", Arithmetic.FLOAT32, 1, 50e9, 20e9), Optional.empty());

  private static final long SECOND = 1_000_000_000;

  private static BenchResult of(long multiplyAdds, long bytesRead, Long... nanos) {
    return of(false, new BenchWork(multiplyAdds, bytesRead), BenchWork.NONE, nanos);
  }

  private static BenchResult of(boolean moved, BenchWork cpu, BenchWork device, Long... nanos) {
    return new BenchResult(
        new BenchTest(80, 20), Instant.EPOCH, List.of(nanos), true, moved, cpu, device);
  }

  private static Bound withDevice(Outcome<DeviceCeiling> device) {
    return new Bound(CPU.cpu(), Optional.of(device));
  }

  @Test
  @DisplayName("rates are those of the single repetitions, as llama-bench averages them")
  void rates() {
    BenchResult result = of(0, 0, 1_000_000_000L, 2_000_000_000L, 4_000_000_000L);
    assertEquals(List.of(100.0, 50.0, 25.0), result.rates());
    assertEquals(175.0 / 3, result.averageRate(), 1e-9);
    // The squares around 58.33 are 1736.1, 69.4 and 1111.1; two degrees of freedom.
    assertEquals(38.188, result.deviationRate(), 1e-3);
    assertEquals(7e9 / 3, result.averageNanos(), 1);
    assertEquals(1.5275e9, result.deviationNanos(), 1e5);
  }

  @Test
  @DisplayName("a single repetition deviates from nothing")
  void single() {
    assertEquals(0, of(0, 0, 5L).deviationRate());
    assertEquals(0, of(0, 0, 5L).deviationNanos());
  }

  @Test
  @DisplayName("half of the possible multiply-adds or bytes are half of the bound, and both add up")
  void bound() {
    assertEquals(0.5, share(of(25 * SECOND, 0, SECOND), CPU));
    assertEquals(0.5, share(of(0, 10 * SECOND, SECOND), CPU));
    assertEquals(0.5, share(of(25 * SECOND, 10 * SECOND, 2 * SECOND), CPU));
  }

  private static double share(BenchResult result, Bound bound) {
    return result.shareOf(bound).orElseThrow();
  }

  @Test
  @DisplayName("of several sequences the nearer bound counts")
  void boundOfSeveral() {
    BenchResult result =
        new BenchResult(
            new BenchTest(0, 20, 4),
            Instant.EPOCH,
            List.of(2 * SECOND),
            true,
            false,
            new BenchWork(50 * SECOND, 10 * SECOND),
            BenchWork.NONE);
    assertEquals(0.5, share(result, CPU));
  }

  @Test
  @DisplayName("what the CPU and a device have to do is held against each, and both add up")
  void boundOfBoth() {
    Bound bound = withDevice(new Outcome.Done<>(new DeviceCeiling(500e9, 200e9)));
    BenchWork reading = new BenchWork(0, 100 * SECOND);
    assertEquals(0.25, share(of(false, BenchWork.NONE, reading, 2 * SECOND), bound));
    BenchWork both = new BenchWork(50 * SECOND, 20 * SECOND);
    assertEquals(0.55, share(of(false, both, both, 4 * SECOND), bound));
    assertEquals(120 * SECOND, of(false, both, reading, SECOND).bytesRead());
    assertEquals(50 * SECOND, of(false, both, reading, SECOND).multiplyAdds());
  }

  @Test
  @DisplayName("there is no share of what is not known, nor of what two had in turn")
  void noBound() {
    Bound refused = withDevice(Outcome.refused(new Refusal.Exhausted(2, 1)));
    BenchWork work = new BenchWork(0, SECOND);
    assertEquals(OptionalDouble.empty(), of(false, work, work, SECOND).shareOf(refused));
    assertEquals(OptionalDouble.empty(), of(false, work, work, SECOND).shareOf(CPU));
    assertEquals(0.05, share(of(false, work, BenchWork.NONE, SECOND), refused));
    assertEquals(OptionalDouble.empty(), of(true, work, BenchWork.NONE, SECOND).shareOf(CPU));
  }
}
