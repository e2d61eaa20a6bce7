package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which of many times counts. */
final class BestTimeTest {
  private static final long MILLISECOND = 1_000_000;

  private static void spend(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  @DisplayName("the third shortest counts: neither two jumps of the clock nor slow moments do")
  void thirdShortest() {
    int[] calls = new int[1];
    double seconds =
        BestTime.seconds(() -> {
          int call = calls[0]++;
          spend((call < 2 ? 1 : call % 3 == 0 ? 20 : 60) * MILLISECOND);
        });
    assertTrue(seconds >= 0.02 && seconds < 0.06, seconds + " s in " + calls[0] + " calls");
  }

  @Test
  @DisplayName("work that takes longer than all is done three times")
  void leastTimes() {
    int[] calls = new int[1];
    double seconds =
        BestTime.seconds(() -> {
          calls[0]++;
          spend(1100 * MILLISECOND);
        });
    assertEquals(3, calls[0]);
    assertTrue(seconds >= 1.1, seconds + " s");
  }
}
