package dev.nibble.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.RopeScaling;
import dev.nibble.engine.architecture.RopeScaling.YarnRamp;
import dev.nibble.engine.architecture.Rotation;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RotaryEmbeddingTest {
  private static final RopeScaling NONE = new RopeScaling(1, 1, Optional.empty(), 64);

  private static RotaryEmbedding rotary(
      int pairs, float base, RopeScaling scaling, float... factors) {
    RopeConfig config = new RopeConfig(Pairing.HALVES, 2 * pairs, base, scaling);
    return new RotaryEmbedding(config, factors);
  }

  private static Rotation angles(RotaryEmbedding rotary, int position, int count) {
    Rotation rotation = new Rotation(Pairing.HALVES, new float[64], new float[64], 8);
    rotary.fill(position, count, rotation, 0);
    return rotation;
  }

  @Test
  void pairsTurnByFallingFrequencies() {
    Rotation rotation = angles(rotary(4, 10_000, NONE), 3, 2);
    for (int t = 0; t < 2; t++) {
      for (int i = 0; i < 4; i++) {
        double angle = (3 + t) * Math.pow(10_000, -i / 4.0);
        assertEquals(Math.cos(angle), rotation.cos()[4 * t + i], 1e-6);
        assertEquals(Math.sin(angle), rotation.sin()[4 * t + i], 1e-6);
      }
    }
  }

  @Test
  void factorsSlowAPairDown() {
    Rotation rotation = angles(rotary(2, 100, NONE, 1, 8), 5, 1);
    assertEquals(Math.cos(5), rotation.cos()[0], 1e-6);
    assertEquals(Math.cos(5 * 0.1 / 8), rotation.cos()[1], 1e-6);
  }

  @Test
  void linearScalingDividesEveryPosition() {
    RopeScaling linear = new RopeScaling(4, 1, Optional.empty(), 64);
    Rotation rotation = angles(rotary(2, 100, linear), 12, 1);
    assertEquals(Math.cos(3), rotation.cos()[0], 1e-6);
    assertEquals(Math.cos(0.3), rotation.cos()[1], 1e-6);
  }

  @Test
  void yarnSparesFastPairsDividesSlowOnesAndMixesBetween() {
    int pairs = 8;
    int originalContext = 4096;
    float factor = 16;
    RopeScaling yarn =
        new RopeScaling(factor, 1.5f, Optional.of(new YarnRamp(32, 1)), originalContext);
    Rotation rotation = angles(rotary(pairs, 10_000, yarn), 1, 1);
    for (int i = 0; i < pairs; i++) {
      double frequency = Math.pow(10_000, -i / (double) pairs);
      double turns = originalContext * frequency / (2 * Math.PI);
      double angle = Math.atan2(rotation.sin()[i], rotation.cos()[i]);
      if (turns > 2 * 32) {
        assertEquals(frequency, angle, 1e-6, "pair " + i + " turns " + turns + " times");
      } else if (turns < 0.5) {
        assertEquals(frequency / factor, angle, 1e-6, "pair " + i + " turns " + turns + " times");
      } else {
        assertEquals(true, angle < frequency && angle > frequency / factor, "pair " + i);
      }
      assertEquals(1.5, Math.hypot(rotation.sin()[i], rotation.cos()[i]), 1e-6);
    }
  }

  @Test
  void theTokensOfABatchHavePositionsOfTheirOwn() {
    RotaryEmbedding rotary = rotary(1, 10, NONE);
    Rotation rotation = new Rotation(Pairing.HALVES, new float[5], new float[5], 1);
    rotary.fill(10, 3, rotation, 0);
    rotary.fill(2, 2, rotation, 3);
    assertEquals(Math.sin(12), rotation.sin()[2], 1e-6);
    assertEquals(Math.sin(2), rotation.sin()[3], 1e-6);
    assertEquals(Math.sin(3), rotation.sin()[4], 1e-6);
  }
}
