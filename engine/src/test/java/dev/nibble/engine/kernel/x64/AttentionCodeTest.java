package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the emitted attention against the scalar model, with guarded pages around all memory. */
final class AttentionCodeTest {
  private static final int SHAPES = 200;
  private static final int MAX_HEAD_SIZE = 140;
  private static final int MAX_BLOCKS = 4;
  private static final int MAX_KEYS = 70;

  private final RandomGenerator random = new SplittableRandom(5);

  @ParameterizedTest
  @EnumSource
  void agreesWithTheScalarModelToTheBitAndStaysInItsMemory(InstructionSet set)
      throws SystemCallException {
    AttentionCode code = new AttentionCode(set, InstructionsHere.require(set));
    for (int i = 0; i < SHAPES; i++) {
      int headSize = random.nextInt(1, MAX_HEAD_SIZE + 1);
      int[] blocks = random.ints(random.nextInt(1, MAX_BLOCKS + 1), 1, MAX_KEYS + 1).toArray();
      try (GuardedMemory guarded = new GuardedMemory(new SystemCalls(List.of()))) {
        AttentionCheck check =
            new AttentionCheck(code, random, (bytes, _) -> allocate(guarded, bytes));
        assertTrue(
            check.agrees(headSize, blocks),
            "%d channels, %s keys".formatted(headSize, Arrays.toString(blocks)));
      }
    }
  }

  private MemorySegment allocate(GuardedMemory guarded, long bytes) {
    try {
      return guarded.allocate(bytes, random.nextBoolean());
    } catch (SystemCallException e) {
      throw new IllegalStateException(e);
    }
  }
}
