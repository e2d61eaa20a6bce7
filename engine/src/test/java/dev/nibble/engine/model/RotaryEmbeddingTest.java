package dev.nibble.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.kernel.Rotation;
import org.junit.jupiter.api.Test;

final class RotaryEmbeddingTest {
  @Test
  void pairsTurnByFallingFrequencies() {
    Rotation rotation = new RotaryEmbedding(4, 10_000, new float[0]).at(3, 2);
    for (int t = 0; t < 2; t++) {
      for (int i = 0; i < 4; i++) {
        double angle = (3 + t) * Math.pow(10_000, -i / 4.0);
        assertEquals(Math.cos(angle), rotation.cos()[4 * t + i], 1e-7);
        assertEquals(Math.sin(angle), rotation.sin()[4 * t + i], 1e-7);
      }
    }
  }

  @Test
  void factorsSlowAPairDown() {
    Rotation rotation = new RotaryEmbedding(2, 100, new float[] {1, 8}).at(5, 1);
    assertEquals(Math.cos(5), rotation.cos()[0], 1e-7);
    assertEquals(Math.cos(5 * 0.1 / 8), rotation.cos()[1], 1e-7);
  }

  @Test
  void aLargerBatchAfterASmallerOneIsWhole() {
    RotaryEmbedding rotary = new RotaryEmbedding(1, 10, new float[0]);
    rotary.at(0, 1);
    Rotation rotation = rotary.at(10, 3);
    assertEquals(Math.sin(12), rotation.sin()[2], 1e-7);
  }
}
