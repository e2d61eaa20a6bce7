package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loop does all of what it is timed for. */
final class DotCeilingTest {
  private static final CodeMemory MEMORY = new CodeMemory(new SystemCalls(List.of()));

  private static DotCeiling loop(InstructionSet set) throws SystemCallException {
    CodeHere.require();
    Set<Feature> features = Processor.features(MEMORY);
    assumeTrue(features.containsAll(set.features()), () -> set + " is not here");
    return DotCeiling.of(set, MEMORY);
  }

  @ParameterizedTest
  @EnumSource(InstructionSet.class)
  void everyLaneOfEveryAccumulatorIsAddedToInEveryRound(InstructionSet set)
      throws SystemCallException {
    DotCeiling loop = loop(set);
    for (int rounds : new int[] {1, 2, 7, 100}) {
      for (int[] factors : new int[][] {{1, 1}, {7, -5}, {127, 1}, {12, 13}, {0, 9}}) {
        long product = (long) factors[0] * factors[1];
        assertEquals(
            rounds * product * loop.multiplyAddsPerRound(),
            loop.multiplyAdd(factors[0], factors[1], rounds),
            rounds + " rounds of " + factors[0] + " times " + factors[1]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(InstructionSet.class)
  void aLoopOfNoRoundIsRefused(InstructionSet set) throws SystemCallException {
    DotCeiling loop = loop(set);
    assertThrows(IllegalArgumentException.class, () -> loop.multiplyAdd(1, 1, 0));
  }
}
