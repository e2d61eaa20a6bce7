package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InstructionSetTest {
  private static final Set<Feature> ALL = EnumSet.allOf(Feature.class);

  private static Optional<InstructionSet> bestWithout(Feature... missing) {
    Set<Feature> features = EnumSet.copyOf(ALL);
    features.removeAll(Set.of(missing));
    return InstructionSet.best(features);
  }

  @Test
  void theBestThatAProcessorHasIsChosen() {
    assertEquals(Optional.of(InstructionSet.AVX512_VNNI), bestWithout());
    assertEquals(Optional.of(InstructionSet.AVX_VNNI), bestWithout(Feature.AVX512_VNNI));
    assertEquals(Optional.of(InstructionSet.AVX_VNNI), bestWithout(Feature.AVX512VL));
    assertEquals(Optional.of(InstructionSet.AVX2), bestWithout(Feature.AVX512F, Feature.AVX_VNNI));
  }

  @Test
  void thereIsNoneWithoutWhatAllNeed() {
    for (Feature needed : InstructionSet.AVX2.features()) {
      assertEquals(Optional.empty(), bestWithout(Feature.AVX512F, needed), needed.name());
    }
  }

  @Test
  void codesThatWouldOverflowSixteenBitsAreMultipliedBySignedPairs() {
    assertEquals(Dot.SIGNED_PAIRS, InstructionSet.AVX2.dot(8));
    assertEquals(Dot.PAIRS, InstructionSet.AVX2.dot(6));
    assertEquals(Dot.WORDS, InstructionSet.AVX2.dot(4));
    assertEquals(Dot.BYTES, InstructionSet.AVX_VNNI.dot(8));
  }
}
