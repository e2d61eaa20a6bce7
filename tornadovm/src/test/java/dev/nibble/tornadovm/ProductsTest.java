package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.nibble.engine.device.Device;
import dev.nibble.engine.device.DeviceMatrix;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Refusal;
import dev.nibble.engine.kernel.TestTensors;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kernel of a weight type against sums in double precision, over odd shapes. */
final class ProductsTest {
  private static final long MEMORY = 64L << 20;

  private final RandomGenerator random = new SplittableRandom(8);

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
  void productsAreThoseOfTheStoredWeights(TensorType type) {
    try (Device device = Found.open(MEMORY)) {
      check(device, TestTensors.random(type, 1, type.blockSize(), random));
      check(device, TestTensors.random(type, 7, 3 * type.blockSize(), random));
      check(device, TestTensors.random(type, 67, 11 * type.blockSize(), random));
    }
  }

  private void check(Device device, Tensor tensor) {
    int rows = (int) tensor.rows();
    int columns = (int) tensor.columns();
    float[] weights = TestTensors.floats(tensor);
    try (DeviceMatrix matrix = Found.done(device.matrix(tensor))) {
      for (int tokens : new int[] {1, 2, 4, 5, 13}) {
        float[] x = TestTensors.activations(tokens * columns, random);
        float[] y = new float[tokens * rows];
        Arrays.fill(y, Float.NaN);
        Found.done(matrix.multiply(x, tokens, y));
        for (int i = 0; i < y.length; i++) {
          assertSum(weights, i % rows * columns, x, i / rows * columns, columns, y[i]);
        }
      }
    }
  }

  /** Sums differ by rounding alone: by less than a millionth of what was added up. */
  private static void assertSum(
      float[] weights, int row, float[] x, int token, int columns, float actual) {
    double sum = 0;
    double size = 0;
    for (int k = 0; k < columns; k++) {
      double product = (double) weights[row + k] * x[token + k];
      sum += product;
      size += Math.abs(product);
    }
    assertEquals(sum, actual, 1e-6 * size);
  }

  @Test
  void aTypeWithoutKernelIsRefusedByName() {
    try (Device device = Found.open(MEMORY)) {
      Tensor tensor = TestTensors.random(TensorType.Q5_1, 3, 32, random);
      Refusal.Unsupported refusal =
          assertInstanceOf(
              Refusal.Unsupported.class,
              assertInstanceOf(Outcome.Refused.class, device.matrix(tensor)).refusal());
      assertEquals("there is no kernel for tensor random.Q5_1 of type Q5_1", refusal.reason());
      assertEquals(0, device.usedBytes());
    }
  }
}
