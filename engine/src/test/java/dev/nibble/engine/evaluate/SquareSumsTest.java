package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.WeightMatrix;
import dev.nibble.weights.quantize.ChannelSquares;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of squares that a person can check. */
final class SquareSumsTest {
  private static final float BEHIND = 99;

  private static WeightMatrix matrix(String name, int columns) {
    return new WeightMatrix(name, 1, columns, 4L * columns);
  }

  @Test
  @DisplayName("batches add up, a tensor at a time, and memory behind the tokens does not count")
  void sums() {
    SquareSums sums = new SquareSums();
    sums.product(matrix("w", 2), new float[] {1, -2, 3, 4, BEHIND}, 2);
    sums.product(matrix("v", 1), new float[] {5}, 1);
    sums.product(matrix("w", 2), new float[] {0.5f, 0, BEHIND}, 1);
    SequencedMap<String, ChannelSquares> squares = sums.squares();

    assertEquals(List.of("w", "v"), List.copyOf(squares.keySet()));
    assertArrayEquals(new float[] {10.25f, 20}, squares.get("w").sums());
    assertArrayEquals(new float[] {3}, squares.get("w").counts());
    assertArrayEquals(new float[] {25}, squares.get("v").sums());
  }

  @Test
  @DisplayName("a small square is not lost in a large sum")
  void precise() {
    SquareSums sums = new SquareSums();
    sums.product(matrix("w", 1), new float[] {10_000}, 1);
    for (int i = 0; i < 1000; i++) {
      sums.product(matrix("w", 1), new float[] {1}, 1);
    }

    assertEquals(100_001_000f, sums.squares().get("w").sums()[0]);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY, 1e20f})
  @DisplayName("a sum that is no finite binary32 is the model's fault, and the tensor is named")
  void notFinite(float value) {
    SquareSums sums = new SquareSums();
    sums.product(matrix("blk.0.attn_q.weight", 2), new float[] {1, value}, 1);
    IllegalStateException e = assertThrows(IllegalStateException.class, sums::squares);

    assertTrue(
        e.getMessage()
            .startsWith(
                "the input of blk.0.attn_q.weight is of no use: the squares of channel 1 sum up"),
        e.getMessage());
  }
}
