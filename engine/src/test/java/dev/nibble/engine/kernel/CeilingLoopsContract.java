package dev.nibble.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loops do all of what they are timed for. */
public abstract class CeilingLoopsContract {
  private final CeilingLoops loops;

  protected CeilingLoopsContract(CeilingLoops loops) {
    this.loops = loops;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 20})
  @DisplayName("every accumulator is multiplied and added to in every round")
  void multiplies(int rounds) {
    double accumulator = 0;
    for (int i = 0; i < rounds; i++) {
      accumulator = accumulator * 0.5 + 0.5;
    }
    double expected = loops.multiplyAddsPerRound() * accumulator;
    assertEquals(expected, loops.multiplyAdd(0.5f, rounds), 1e-5 * expected);
  }

  @Test
  @DisplayName("every byte between the bounds is read once, and none outside")
  void reads() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(5L * CeilingLoops.READ_BYTES, Long.BYTES);
      Random random = new Random(1);
      for (long at = 0; at < memory.byteSize(); at += Long.BYTES) {
        memory.set(ValueLayout.JAVA_LONG, at, random.nextLong());
      }
      long from = CeilingLoops.READ_BYTES;
      long to = 4L * CeilingLoops.READ_BYTES;
      long expected = 0;
      for (long at = from; at < to; at += Long.BYTES) {
        expected += memory.get(ValueLayout.JAVA_LONG, at);
      }
      assertEquals(expected, loops.read(memory, from, to));
    }
  }
}
